import Plans
import Quantities

/// What a placement comes to over all layers.
struct PlacementTotalsSection {
  private let document: ExpertPlacementDocument

  init(_ document: ExpertPlacementDocument) { self.document = document }

  var lines: [String] { balance + gap + BudgetSection(document).lines + locality + losses + step }

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

  /// A map is made for copies that share their tokens evenly, and not every runtime does that.
  private var locality: [String] {
    let totals = document.totals
    guard let placed = totals.placed.locality, let greedy = totals.greedy.locality else { return [] }
    return TextLayout.wrap(
      "Locality    \(LayerTable.balance(placed)), greedy \(LayerTable.balance(greedy)): if tokens take the nearest copy "
        + "(own GPU, then own domain)", indent: 12)
  }

  /// Said where it is known what fails together.
  private var losses: [String] {
    let target = document.target
    let totals = document.totals
    guard let lost = totals.placed.mostExpertsLost, let greedy = totals.greedy.mostExpertsLost else { return [] }
    let what = target.survive?.rawValue ?? (target.gpusPerNode == nil ? "domain" : "node")
    return TextLayout.wrap(
      "Failures    the loss of one \(what) takes the last copy of at most \(lost) of the "
        + "\(document.expertCount) experts of a layer, with the greedy \(greedy)", indent: 12)
  }

  private var step: [String] {
    guard let prediction = document.prediction else { return [] }
    let (placed, greedy) = (Seconds(prediction.stepTime), Seconds(prediction.greedyStepTime))
    let gain = prediction.greedyStepTime / prediction.stepTime - 1
    let rate = "\(Numerals.percent(abs(gain))) \(gain < 0 ? "fewer" : "more") tokens/s"
    return TextLayout.wrap(
      "Step        \(placed), with the greedy \(greedy): \(rate); decode of "
        + "\(TextLayout.plain(prediction.sequencesPerGPU)) sequences of \(Numerals.grouped(prediction.context)) tokens on "
        + "each GPU, \(prediction.model.reference) on \(prediction.cluster.reference), calibration "
        + prediction.calibration.reference, indent: 12)
  }
}
