import Costing
import Plans
import Quantities

/// Rated workers of a pool, a line each.
struct RatedWorkerTable {
  private let workers: [RatedWorker]
  private static let heads = [
    "role", "GPUs", "layout", "req/s", "per GPU", "TTFT", "TPOT", "batch", "limit", "waits for",
  ]
  /// Figures are aligned on their right.
  private static let figures = Set([3, 4, 5, 6, 7])

  init(_ workers: [RatedWorker]) { self.workers = workers }

  /// A header and a line for each worker, at most 100 columns.
  var lines: [String] {
    let rows = [Self.heads] + workers.map(cells)
    let widths = Self.heads.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      "  "
        + row.indices.map { column in
          Self.figures.contains(column)
            ? row[column].padding(left: widths[column]) : row[column].padding(to: widths[column])
        }.joined(separator: "  ").trimmingTrailingSpaces()
    }
  }

  private func cells(_ worker: RatedWorker) -> [String] {
    let footprint = worker.footprint
    return [
      worker.role.rawValue,
      footprint.domains == 1 ? "\(footprint.gpus)" : "\(footprint.domains) × \(footprint.gpusPerDomain)",
      worker.layout.name, Numerals.significant(worker.requestsPerSecond),
      Numerals.significant(worker.requestsPerSecond / Double(worker.gpus)), time(worker.timeToFirstToken),
      time(worker.timePerOutputToken), worker.role == .prefill ? "" : Numerals.significant(worker.sequencesPerRank),
      Self.text(worker.limit), Self.text(worker.boundBy),
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

  private static func text(_ resource: Resource) -> String {
    switch resource {
    case .hbm: "HBM"
    case .compute: "compute"
    case .scaleUp: "scale-up"
    case .scaleOut: "scale-out"
    case .overhead: "overhead"
    }
  }
}
