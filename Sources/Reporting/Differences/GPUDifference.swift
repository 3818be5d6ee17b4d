import Plans
import Quantities

/// What becomes of the GPUs.
struct GPUDifference {
  private let difference: PlanDifference
  private static let mostRuns = 8

  init(_ difference: PlanDifference) { self.difference = difference }

  var section: DifferenceSection? {
    guard let gpus = difference.gpus else {
      return DifferenceSection(title: "GPUs", lines: ["every GPU does what it did"])
    }
    let rows = [
      row("hold what they held", gpus.unchanged), row("hold something else", gpus.changed),
      row("newly used", gpus.newlyUsed), row("no longer used", gpus.noLongerUsed),
    ].compactMap(\.self)
    return DifferenceSection(title: "GPUs", table: .init(header: ["", "", ""], rows: rows, texts: [2]))
  }

  private func row(_ name: String, _ numbers: [GPUChanges.Numbers]) -> [String]? {
    let count = numbers.reduce(0) { $0 + $1.count }
    guard count > 0 else { return nil }
    let pools = numbers.map { pool in
      let runs = pool.gpus.prefix(Self.mostRuns).map { $0[0] == $0[1] ? "\($0[0])" : "\($0[0])-\($0[1])" }
      let more = pool.gpus.count > runs.count ? ", …" : ""
      return "\(pool.pool) \(runs.joined(separator: ", "))\(more)"
    }
    return [name, Numerals.grouped(count), pools.joined(separator: "; ")]
  }
}
