import Foundation
import Plans
import Quantities

/// A row for each layer that has experts.
struct LayerTable {
  private let document: ExpertPlacementDocument

  init(_ document: ExpertPlacementDocument) { self.document = document }

  /// Whether the balance is not that of the worst scenario.
  private var isMixture: Bool { document.inputs.weights != nil }

  var lines: [String] { [heading] + document.layers.map(row) }

  private var heading: String {
    var text = "layer  balance    bound      gap  hottest GPU, tok.  coolest GPU, tok."
    if isMixture { text += " in worst" }
    text += "   greedy"
    return document.inputs.evaluate.isEmpty ? text : text + " held out  greedy"
  }

  private func row(_ layer: LayerPlacement) -> String {
    var cells = "\(layer.layer)".padding(left: 5)
    cells += [Self.balance(layer.balance), Self.balance(layer.bound), Numerals.percent(layer.gap, decimals: 2)]
      .map { $0.padding(left: 9) }.joined()
    cells += Self.busy(layer.hottest) + Self.busy(layer.coolest)
    if isMixture { cells += Self.balance(layer.worstBalance).padding(left: 9) }
    cells += Self.balance(layer.greedy.balance).padding(left: 9)
    guard !layer.heldOut.isEmpty else { return cells }
    return cells + Self.balance(Self.mean(layer.heldOut)).padding(left: 9)
      + Self.balance(Self.mean(layer.greedy.heldOut)).padding(left: 8)
  }

  private static func busy(_ end: LayerPlacement.BusyGPU) -> String {
    "\(end.gpu)".padding(left: 7) + tokens(end.tokens).padding(left: 12)
  }

  /// Whole tokens as far as they fit.
  private static func tokens(_ value: Double) -> String {
    value < 1e9 ? Numerals.grouped(Int(value.rounded())) : String(format: "%.3e", value)
  }

  private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  /// Four decimals: a tenth of a per cent is as fine as placements are searched.
  static func balance(_ value: Double) -> String { String(format: "%.4f", value) }
}
