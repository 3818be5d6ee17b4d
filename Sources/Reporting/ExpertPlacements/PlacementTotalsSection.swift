import Plans
import Quantities

/// What a placement comes to over all layers.
struct PlacementTotalsSection {
  private let document: ExpertPlacementDocument

  init(_ document: ExpertPlacementDocument) { self.document = document }

  var lines: [String] { balance + gap + BudgetSection(document).lines + losses + step }

  private var balance: [String] {
    let totals = document.totals
    return [
      "Balance     mean of layers \(LayerTable.balance(totals.placed.mean)), greedy "
        + "\(LayerTable.balance(totals.greedy.mean)); no placement above \(LayerTable.balance(totals.bound))",
      "            worst layer \(Self.worst(totals.placed)), greedy \(Self.worst(totals.greedy))",
    ]
  }

  private static func worst(_ balances: PlacementTotals.Balances) -> String {
    "\(LayerTable.balance(balances.worst)) (layer \(balances.worstLayer))"
  }

  private var gap: [String] {
    let totals = document.totals
    return [
      "Gap         at most 0.1 % in \(Numerals.percent(totals.withinTenthOfPercent)) of layers, 1 % in "
        + "\(Numerals.percent(totals.withinPercent)); largest \(Numerals.percent(totals.largestGap, decimals: 2))"
    ]
  }

  /// Said where it is known what fails together.
  private var losses: [String] {
    let target = document.target
    guard Set(target.ranks.map(\.failureDomain)).count > 1 else { return [] }
    let what = target.survive?.rawValue ?? (target.gpusPerNode == nil ? "rack" : "node")
    let totals = document.totals
    return TextLayout.wrap(
      "Failures    the loss of one \(what) takes the last copy of at most \(totals.placed.mostExpertsLost) of the "
        + "\(document.expertCount) experts of a layer, with the greedy \(totals.greedy.mostExpertsLost)", indent: 12)
  }

  private var step: [String] {
    guard let prediction = document.prediction else { return [] }
    let (placed, greedy) = (Seconds(prediction.stepTime), Seconds(prediction.greedyStepTime))
    let gain = Numerals.percent(prediction.greedyStepTime / prediction.stepTime - 1)
    return TextLayout.wrap(
      "Step        \(placed), with the greedy \(greedy): \(gain) more tokens/s; decode of "
        + "\(TextLayout.plain(prediction.sequencesPerGPU)) sequences of \(Numerals.grouped(prediction.context)) tokens on "
        + "each GPU, \(prediction.model.reference) on \(prediction.cluster.reference), calibration "
        + prediction.calibration.reference, indent: 12)
  }
}
