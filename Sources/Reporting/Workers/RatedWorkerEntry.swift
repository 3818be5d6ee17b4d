import Costing
import Plans

/// A rated worker in a document.
struct RatedWorkerEntry: Encodable, Sendable {
  let pool: String
  let role: WorkerRole
  let name: String
  let gpus: Int
  let domains: Int
  let gpusPerDomain: Int
  let tensorParallel: Int
  let dataParallel: Int
  let expertParallel: Int
  let pipelineParallel: Int
  let requestsPerSecond: Double
  let timeToFirstToken_s: Double?
  let timePerOutputToken_s: Double?
  let sequencesPerRank: Double
  /// Absent where nothing is cached.
  let sequencesThatFit: Double?
  let prefillUtilisation: Double
  let limit: RateLimit
  let boundBy: Resource

  init(_ worker: RatedWorker, pool: String) {
    self.pool = pool
    role = worker.role
    name = worker.layout.name
    gpus = worker.gpus
    domains = worker.footprint.domains
    gpusPerDomain = worker.footprint.gpusPerDomain
    tensorParallel = worker.group.tensorParallel
    dataParallel = worker.group.dataParallel
    expertParallel = worker.group.expertParallel
    pipelineParallel = worker.group.pipelineParallel
    requestsPerSecond = worker.requestsPerSecond
    timeToFirstToken_s = worker.timeToFirstToken
    timePerOutputToken_s = worker.timePerOutputToken
    sequencesPerRank = worker.sequencesPerRank
    sequencesThatFit = worker.sequencesThatFit.isFinite ? worker.sequencesThatFit : nil
    prefillUtilisation = worker.prefillUtilisation
    limit = worker.limit
    boundBy = worker.boundBy
  }
}
