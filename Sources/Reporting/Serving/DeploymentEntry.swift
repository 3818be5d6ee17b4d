import Costing
import Quantities
import Topology

/// A deployment in a document.
struct DeploymentEntry: Encodable, Sendable {
  /// Workers that are alike.
  struct Group: Encodable, Sendable {
    let role: String
    let pool: String
    let workers: Int
    let tensorParallel: Int
    let dataParallel: Int
    let expertParallel: Int
    let pipelineParallel: Int
    let redundantExperts: Int
    let gpus: Int

    init(_ role: String, _ group: WorkerGroup, _ pool: Pool) {
      self.role = role
      self.pool = pool.name
      workers = group.workers
      tensorParallel = group.tensorParallel
      dataParallel = group.dataParallel
      expertParallel = group.expertParallel
      pipelineParallel = group.pipelineParallel
      redundantExperts = group.redundantExperts
      gpus = group.gpus
    }
  }

  let groups: [Group]
  let gpus: Int
  let runtime: String
  let cacheFormat: String
  let draft_tokens: Int?
  let acceptance: Double?
  let twoBatchOverlap: Bool
  let stepsBetweenAdmissions: Double?
  let most_sequences: Double?

  init(_ summary: ServingSummary) {
    let request = summary.request
    groups = summary.groups.map { Group($0.role, $0.group, $0.pool) }
    gpus = request.deployment.gpus
    runtime = request.runtime ?? "any"
    cacheFormat = summary.cacheFormat.rawValue
    draft_tokens = request.speculation?.draftTokens
    acceptance = request.speculation?.acceptance
    twoBatchOverlap = request.overlapsTwoBatches
    stepsBetweenAdmissions = request.scheduler.stepsBetweenAdmissions
    most_sequences = request.scheduler.mostSequencesPerRank
  }
}
