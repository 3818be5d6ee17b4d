import Plans
import Quantities

/// The winners along each input as a row of letters, and the values where they change.
struct CrossoverSection {
  private let comparison: Comparison
  private static let nameWidth = 19
  private static let mapWidth = 28

  init(_ comparison: Comparison) { self.comparison = comparison }

  var text: String {
    guard !comparison.sweeps.isEmpty else { return "" }
    let rows = comparison.sweeps.flatMap { sweep in [row(sweep)] + changes(sweep) }
    return (["Crossovers  the winner along one input, all else as it is; (now); . nothing fits"] + rows).joined(
      separator: "\n")
  }

  private func row(_ sweep: CrossoverSweep) -> String {
    let name = "  " + sweep.axis.padding(to: Self.nameWidth)
    guard let first = sweep.cells.first, let last = sweep.cells.last else {
      return name + "not moved: " + (sweep.obstacle ?? "no values")
    }
    let range = "\(value(first.value, sweep)) to \(value(last.value, sweep)) \(unit(sweep))"
    return name + map(sweep).padding(to: Self.mapWidth) + range
  }

  private func map(_ sweep: CrossoverSweep) -> String {
    sweep.cells.map { cell in
      let letter = comparison.layouts.first { $0.name == cell.winner }?.letter ?? "."
      return cell.value == sweep.current ? "(\(letter))" : letter
    }.joined()
  }

  private func changes(_ sweep: CrossoverSweep) -> [String] {
    guard !sweep.cells.isEmpty else { return [] }
    let changes = comparison.crossovers.filter { $0.axis == sweep.axis }
    let indent = "  ".padding(to: Self.nameWidth + 2)
    guard !changes.isEmpty else { return [indent + "no change"] }
    return changes.map { change in
      let place =
        change.value.map { "at \(value($0, sweep)) \(unit(sweep))" }
        ?? "between \(value(change.below, sweep)) and \(value(change.above, sweep)) \(unit(sweep))"
      let doubt = change.isProved ? "" : " (not proved: the two are too near)"
      return indent + "\(title(change.from)) → \(title(change.to)) \(place)\(doubt)"
    }
  }

  private func title(_ name: String?) -> String {
    comparison.layouts.first { $0.name == name }?.title ?? "nothing"
  }

  /// "GB/s" of "GB/s per GPU, one way".
  private func unit(_ sweep: CrossoverSweep) -> String {
    sweep.axis == "scale-out" ? "GB/s" : sweep.axis == "experts-per-token" ? "experts" : sweep.unit
  }

  private func value(_ value: Double, _ sweep: CrossoverSweep) -> String { TextLayout.plain(value) }
}
