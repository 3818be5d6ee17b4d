import Foundation
import Plans
import Quantities

/// How redundancy was spent over layers, where it was a budget.
struct BudgetSection {
  private let document: ExpertPlacementDocument

  init(_ document: ExpertPlacementDocument) { self.document = document }

  var lines: [String] {
    guard let budget = document.budget else { return [] }
    let copies = document.layers.compactMap(\.redundant)
    let text =
      "\(Numerals.grouped(budget.spent)) of \(Numerals.grouped(budget.total)) copies, \(copies.min() ?? 0) to "
      + "\(copies.max() ?? 0) a layer: slowest GPU at \(time(budget.time)) of the mean on average of layers; with "
      + "\(budget.evenRedundant) in every layer \(time(budget.evenTime)); no budget so large and no placement is below "
      + "\(time(budget.bound)). A GPU holds \(budget.fewestHeld) to \(budget.mostHeld) experts over all layers."
    return TextLayout.wrap("Budget      " + text, indent: 12)
  }

  private func time(_ value: Double) -> String { String(format: "%.4f", value) }
}
