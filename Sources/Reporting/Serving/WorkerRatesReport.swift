import Clusters
import Costing
import FoundationEssentials
import Plans
import Quantities

/// Rated workers on a screen, for a person.
public struct WorkerRatesReport: CustomStringConvertible, Sendable {
  private let summary: WorkerRatesSummary

  /// - Parameter summary: What was rated.
  public init(_ summary: WorkerRatesSummary) { self.summary = summary }

  /// At most 100 columns.
  public var description: String {
    (Page.wrap(headline, indent: 2) + best + summary.cluster.pools.indices.flatMap(pool) + notes)
      .joined(separator: "\n")
  }

  private var headline: String {
    let names = summary.names
    let stored = names.weightFormat.map { " in \($0.rawValue)" } ?? ""
    let title = summary.workload.name == names.model.reference ? "" : "\(summary.workload.name): "
    return
      "\(title)\(names.model.reference)\(stored) on \(names.cluster.reference), \(TrafficText(traffic: summary.workload.traffic).shape), "
      + "\(target("TTFT", summary.workload.targets.timeToFirstToken)), \(target("TPOT", summary.workload.targets.timePerOutputToken)); "
      + "runtime \(summary.runtime ?? "any"), calibration \(names.calibration.reference)"
  }

  private func target(_ name: String, _ target: Seconds?) -> String {
    target.map { "\(name) at most \($0)" } ?? "any \(name)"
  }

  /// The worker of each role that serves most with a GPU.
  private var best: [String] {
    func rate(_ worker: RatedWorker) -> Double { worker.requestsPerSecond / Double(worker.gpus) }
    let rows = WorkerRole.allCases.compactMap { role -> [String]? in
      let workers = summary.rates.workers.filter { $0.role == role }
      guard let best = workers.max(by: { rate($0) < rate($1) }) else { return nil }
      let pools = summary.cluster.pools
      return [
        role.rawValue, best.layout.name, Numerals.count(best.gpus, "GPU"),
        pools.count > 1 ? "in \(pools[best.poolIndex].name)" : "", Numerals.significant(rate(best)),
        "requests/s for each GPU",
      ]
    }
    guard !rows.isEmpty else { return [] }
    return ["", "Best"] + Page.table(rows, numbers: [2, 4]).map { "  " + $0 }
  }

  private func pool(_ index: Int) -> [String] {
    let pool = summary.cluster.pools[index]
    let title =
      "Pool \(pool.name): \(Numerals.count(pool.availableGPUCount, "GPU")) in domains of \(pool.gpusPerDomain)"
    let workers = summary.rates.workers.filter { $0.poolIndex == index }
    let table = workers.isEmpty ? [] : table(workers)
    let missing = summary.counts(poolIndex: index).filter { role, _ in !workers.contains { $0.role == role } }
    return ["", title] + table + missing.flatMap { Page.fact($0.role.rawValue, absence($0), column: 11) }
  }

  /// Why there is no worker of a role.
  private func absence(_ entry: (role: WorkerRole, count: RatingCount)) -> String {
    let cause = entry.count.absence(of: entry.role)
    guard entry.count.tooLarge + entry.count.tooSlow > 0 else {
      return entry.role == .prefill ? "none, as \(cause)" : "none: \(cause)"
    }
    return "none: \(cause)"
  }

  private var notes: [String] {
    let layouts = Numerals.count(summary.rates.layoutCount, "layout")
    let handovers = Set(summary.rates.handovers.values).sorted().map { "\(Seconds($0))" }
    var sentences = [
      summary.rates.workers.isEmpty
        ? "\(layouts) were looked at."
        : "\(layouts) were looked at; of each role and number of GPUs the one that serves most is shown, at the highest "
          + "rate that it keeps up for ever within the targets and its HBM. The batch is sequences on each rank, "
          + "each of the mean length; one of the full length fits too."
    ]
    if !handovers.isEmpty {
      sentences.append(
        "TTFT of prefill has the handover to the slowest of these decode workers in it, "
          + "\(handovers.joined(separator: " or ")).")
    }
    if summary.cluster.pools.count > 1, !summary.rates.crossesPools {
      sentences.append("Nothing connects the pools: prefill of one cannot hand over to decode of another.")
    }
    return [""] + Page.wrap("Note  " + sentences.joined(separator: " "), indent: 6)
  }

  // MARK: - Workers of a pool

  private static let heads = [
    "role", "GPUs", "layout", "req/s", "per GPU", "TTFT", "TPOT", "batch", "limit", "waits for",
  ]

  /// A header and a line for each worker, at most 100 columns.
  private func table(_ workers: [RatedWorker]) -> [String] {
    Page.table([Self.heads] + workers.map(cells), numbers: [3, 4, 5, 6, 7]).map { "  " + $0 }
  }

  private func cells(_ worker: RatedWorker) -> [String] {
    let footprint = worker.footprint
    return [
      worker.role.rawValue,
      footprint.domains == 1 ? "\(footprint.gpus)" : "\(footprint.domains) × \(footprint.gpusPerDomain)",
      worker.layout.name, Numerals.significant(worker.requestsPerSecond),
      Numerals.significant(worker.requestsPerSecond / Double(worker.gpus)), time(worker.timeToFirstToken),
      time(worker.timePerOutputToken), worker.role == .prefill ? "" : Numerals.significant(worker.sequencesPerRank),
      Self.text(worker.limit), worker.boundBy.shortTitle,
    ]
  }

  private func time(_ seconds: Double?) -> String { seconds.map { "\(Seconds($0))" } ?? "" }

  private static func text(_ limit: RateLimit) -> String {
    switch limit {
    case .timeToFirstToken: "TTFT"
    case .timePerOutputToken: "TPOT"
    case .memory: "HBM"
    case .scheduler: "scheduler"
    case .prefill: "prefill"
    }
  }
}
