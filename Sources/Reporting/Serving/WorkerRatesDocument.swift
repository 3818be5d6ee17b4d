import Costing
import Plans

/// What `layline workers --json` prints; `Schemas/worker-rates.schema.json` says what each key means.
public struct WorkerRatesDocument: Encodable, Sendable {
  /// The version of this form.
  let layline = "worker-rates/1"
  private let workloads: [RatedWorkloadEntry]

  /// - Parameter summaries: What was rated, for each workload.
  public init(_ summaries: [WorkerRatesSummary]) { workloads = summaries.map(RatedWorkloadEntry.init) }
}

/// A rated worker in a document.
private struct RatedWorkerEntry: Encodable, Sendable {
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

/// The rated workers of a workload in a document.
private struct RatedWorkloadEntry: Encodable, Sendable {
  /// What a request is like.
  struct Request: Encodable, Sendable {
    let input_tokens: Double
    let output_tokens: Double
    let prefixCacheHitRate: Double
    let draft_tokens: Int?
    let acceptance: Double?
  }

  /// The slowest times that were accepted; absent where any is.
  struct Targets: Encodable, Sendable {
    let timeToFirstToken_s: Double?
    let timePerOutputToken_s: Double?
  }

  let name: String
  let inputs: ServingNames
  let runtime: String
  let request: Request
  let targets: Targets
  let cacheFormat: String?
  /// Absent where none was given.
  let requestsPerSecond: Double?
  let crossesPools: Bool
  let workers: [RatedWorkerEntry]
  let layouts: [RatingCountEntry]

  init(_ summary: WorkerRatesSummary) {
    name = summary.workload.name
    inputs = summary.names
    runtime = summary.runtime ?? "any"
    request = Request(
      input_tokens: summary.workload.traffic.inputTokens, output_tokens: summary.workload.traffic.outputTokens,
      prefixCacheHitRate: summary.workload.traffic.prefixCacheHitRate,
      draft_tokens: summary.workload.speculation?.draftTokens, acceptance: summary.workload.speculation?.acceptance)
    targets = Targets(
      timeToFirstToken_s: summary.workload.targets.timeToFirstToken?.value,
      timePerOutputToken_s: summary.workload.targets.timePerOutputToken?.value)
    cacheFormat = summary.workload.cacheFormat?.rawValue
    requestsPerSecond = summary.workload.demand?.requestsPerSecond
    crossesPools = summary.rates.crossesPools
    workers = summary.rates.workers.map { RatedWorkerEntry($0, pool: summary.pool($0).name) }
    layouts = summary.cluster.pools.indices.flatMap { index in
      summary.counts(poolIndex: index).map { role, count in
        RatingCountEntry(
          count, pool: summary.cluster.pools[index].name, role: role,
          handover: role == .prefill ? summary.rates.handovers[index] : nil)
      }
    }
  }
}

/// What became of the layouts of a role on a pool, in a document.
private struct RatingCountEntry: Encodable, Sendable {
  let pool: String
  let role: WorkerRole
  let layouts: Int
  let tooLarge: Int
  let tooSlow: Int
  let leastTimeToFirstToken_s: Double?
  let leastTimePerOutputToken_s: Double?
  let handover_s: Double?

  init(_ count: RatingCount, pool: String, role: WorkerRole, handover: Double?) {
    self.pool = pool
    self.role = role
    layouts = count.layouts
    tooLarge = count.tooLarge
    tooSlow = count.tooSlow
    leastTimeToFirstToken_s = count.leastTimeToFirstToken
    leastTimePerOutputToken_s = count.leastTimePerOutputToken
    handover_s = handover
  }
}
