import Plans

/// How each load fares: those planned on, and those held out.
struct ScenarioTable {
  private let document: ExpertPlacementDocument

  init(_ document: ExpertPlacementDocument) { self.document = document }

  var lines: [String] {
    let totals = document.totals
    let planned = document.inputs.expertLoad.indices.map { index in
      Self.row(
        document.inputs.expertLoad[index].reference + weight(index),
        [
          totals.placed.meanByScenario[index], totals.greedy.meanByScenario[index],
          totals.placed.worstByScenario[index], totals.greedy.worstByScenario[index],
        ])
    }
    let heldOut = document.inputs.evaluate.indices.map { index in
      Self.row(
        document.inputs.evaluate[index].reference,
        [
          totals.placed.heldOut[index], totals.greedy.heldOut[index], totals.placed.worstHeldOut[index],
          totals.greedy.worstHeldOut[index],
        ])
    }
    guard planned.count > 1 || !heldOut.isEmpty else { return [] }
    return [Self.heading("Planned on")] + planned + (heldOut.isEmpty ? [] : [Self.heading("Held out")] + heldOut)
  }

  private func weight(_ index: Int) -> String {
    document.inputs.weights.map { ", weight \(TextLayout.plain($0[index]))" } ?? ""
  }

  private static func heading(_ title: String) -> String {
    line(title, ["mean", "greedy", "worst layer", "greedy"])
  }

  private static func row(_ name: String, _ balances: [Double]) -> String {
    line("  \(shortened(name))", balances.map(LayerTable.balance))
  }

  private static func line(_ name: String, _ cells: [String]) -> String {
    name.padding(to: 52) + zip(cells, [10, 10, 14, 10]).map { $0.padding(left: $1) }.joined()
  }

  /// The end of a path says more than its beginning.
  private static func shortened(_ name: String) -> String { name.count <= 49 ? name : "…" + name.suffix(48) }
}
