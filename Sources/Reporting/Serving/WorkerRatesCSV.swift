import Glibc
import Clusters
import Costing
import FoundationEssentials
import Plans
import Quantities

/// Rated workers as a table that a person can edit. The model goes by the name of its workload.
public struct WorkerRatesCSV: CustomStringConvertible, Sendable {
  private let summaries: [WorkerRatesSummary]

  /// - Parameter summaries: What was rated, for each workload.
  public init(_ summaries: [WorkerRatesSummary]) { self.summaries = summaries }

  /// A header and a line for each worker, without a line break at the end.
  public var description: String {
    let lines = summaries.flatMap { summary in summary.rates.workers.map { line($0, summary) } }
    return ([Self.columns.joined(separator: ",")] + lines).joined(separator: "\n")
  }

  private static let columns = [
    "model", "pool", "role", "gpus", "gpus_per_domain", "requests_per_second", "ttft_ms", "tpot_ms", "name",
  ]

  private func line(_ worker: RatedWorker, _ summary: WorkerRatesSummary) -> String {
    let times = [worker.timeToFirstToken, worker.timePerOutputToken].map { time in
      time.map { Self.rounded($0 * 1e3, .toNearestOrAwayFromZero) } ?? ""
    }
    return
      ([
        summary.workload.name, summary.pool(worker).name, worker.role.rawValue, "\(worker.gpus)",
        "\(worker.footprint.gpusPerDomain)", Self.rounded(worker.requestsPerSecond, .down),
      ] + times + [worker.layout.name]).map(Self.quoted).joined(separator: ",")
  }

  /// Six significant digits; a rate is not rounded up, so that it is still kept up with.
  private static func rounded(_ value: Double, _ rule: FloatingPointRoundingRule) -> String {
    guard value > 0 else { return "0" }
    let scale = pow(10, 5 - log10(value).rounded(.down))
    return "\((value * scale).rounded(rule) / scale)"
  }

  private static func quoted(_ text: String) -> String {
    guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
    return "\"\(text.replacing("\"", with: "\"\""))\""
  }
}

/// Rated workers together with what they were rated for.
public struct WorkerRatesSummary: Sendable {
  /// Every worker and what became of the other layouts.
  public let rates: WorkerRates
  /// How the inputs were named.
  public let names: ServingNames
  /// The pools that workers lie in.
  public let cluster: Cluster
  /// What workers were rated for.
  public let workload: ServedWorkload
  /// The serving runtime; `nil` for any.
  public let runtime: String?

  public init(
    rates: WorkerRates, names: ServingNames, cluster: Cluster, workload: ServedWorkload, runtime: String?
  ) {
    self.rates = rates
    self.names = names
    self.cluster = cluster
    self.workload = workload
    self.runtime = runtime
  }

  /// Where a worker lies.
  func pool(_ worker: RatedWorker) -> Pool { cluster.pools[worker.poolIndex] }

  /// Roles of a pool with what became of their layouts.
  func counts(poolIndex: Int) -> [(role: WorkerRole, count: RatingCount)] {
    WorkerRole.allCases.map { role in
      (role, rates.counts[WorkerRates.PoolRole(poolIndex: poolIndex, role: role)] ?? RatingCount())
    }
  }
}
