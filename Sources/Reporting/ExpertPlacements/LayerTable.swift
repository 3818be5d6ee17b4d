import Foundation
import Plans
import Quantities

/// A row for each layer that has experts.
struct LayerTable {
  private let document: ExpertPlacementDocument

  init(_ document: ExpertPlacementDocument) { self.document = document }

  var lines: [String] { [Self.line(heading)] + document.layers.map { Self.line(row($0)) } }

  private typealias Cell = (text: String, width: Int)

  private static func line(_ cells: [Cell]) -> String { cells.map { $0.text.padding(left: $0.width) }.joined() }

  /// Whether the balance is not that of the worst scenario.
  private var isMixture: Bool { document.inputs.weights != nil }

  private var heading: [Cell] {
    var cells: [Cell] = [
      ("layer", 5), ("balance", 9), ("bound", 8), ("gap", 9), ("hottest, tokens", 17), ("coolest, tokens", 17),
    ]
    if isMixture { cells.append(("worst", 8)) }
    cells.append(("greedy", 8))
    return document.inputs.evaluate.isEmpty ? cells : cells + [("held out", 10), ("greedy", 8)]
  }

  private func row(_ layer: LayerPlacement) -> [Cell] {
    var cells: [Cell] = [
      ("\(layer.layer)", 5), (Self.balance(layer.balance), 9), (Self.balance(layer.bound), 8),
      (Numerals.percent(layer.gap, decimals: 2), 9), (Self.busy(layer.hottest), 17), (Self.busy(layer.coolest), 17),
    ]
    if isMixture { cells.append((Self.balance(layer.worstBalance), 8)) }
    cells.append((Self.balance(layer.greedy.balance), 8))
    guard !layer.heldOut.isEmpty else { return cells }
    return cells + [(Self.balance(Self.mean(layer.heldOut)), 10), (Self.balance(Self.mean(layer.greedy.heldOut)), 8)]
  }

  private static func busy(_ end: LayerPlacement.BusyGPU) -> String {
    "\(end.gpu)" + tokens(end.tokens).padding(left: 12)
  }

  /// Whole tokens as far as they fit; half ones, of an expert with copies, where they are few.
  private static func tokens(_ value: Double) -> String {
    if value < 1000, value != value.rounded() { return String(format: "%.1f", value) }
    return value < 1e9 ? Numerals.grouped(rounding: value) : String(format: "%.3e", value)
  }

  private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  /// Four decimals: a tenth of a per cent is as fine as placements are searched.
  static func balance(_ value: Double) -> String { String(format: "%.4f", value) }
}
