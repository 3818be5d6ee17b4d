import Costing
import Plans

/// The rated workers of a workload in a document.
struct RatedWorkloadEntry: Encodable, Sendable {
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
