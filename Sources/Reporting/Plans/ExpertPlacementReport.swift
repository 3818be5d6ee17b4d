import FoundationEssentials
import Plans
import Quantities

/// A placement of experts, as `layline place` prints it: what it comes to, then a row for each layer. At most 100 columns.
public struct ExpertPlacementReport: Sendable, CustomStringConvertible {
  private let document: ExpertPlacementDocument
  private let took: String

  /// - Parameters:
  ///   - document: What to show.
  ///   - took: How long it took, in words; on the screen only.
  public init(_ document: ExpertPlacementDocument, took: String) {
    self.document = document
    self.took = took
  }

  /// The text, without a line break at its end.
  public var description: String {
    let sections = [
      headline, PlacementTotalsSection(document: document).lines, NetworkSection(document: document).lines,
      PlacementMovesSection(document: document).lines, ScenarioTable(document: document).lines, notes,
      LayerTable(document: document).lines,
    ]
    return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
      + "\n            took \(took)"
  }

  private var headline: [String] {
    let target = document.target
    let files = document.inputs.expertLoad.count
    let purpose =
      files == 1
      ? "planned on \(document.inputs.expertLoad[0].reference)"
      : document.inputs.weights == nil
        ? "planned for the worst of \(files) scenarios" : "planned on a mixture of \(files) scenarios"
    return Page.wrap(
      "\(document.expertCount) experts, \(copies), on \(Numerals.count(target.gpus, "GPU")) with "
        + "\(slots); \(document.layers.count) of \(Numerals.count(document.layerCount, "layer")); \(purpose)",
      indent: 2)
      + Page.wrap(
        "Balance: mean over hottest GPU. Greedy: EPLB, as runtimes compute it, on the sum of the files.",
        indent: 2)
  }

  private var copies: String {
    let target = document.target
    return target.redundantTotal.map { "\(Numerals.grouped($0)) redundant over all layers" }
      ?? "\(target.redundant) redundant"
  }

  private var slots: String {
    let slots = document.target.slotsPerGPU
    guard let least = slots.min(), let most = slots.max() else { return "" }
    return least == most ? Numerals.count(most, "slot") : "\(least) to \(most) slots"
  }

  private var notes: [String] {
    let notes = interruption + workloads + shrinkage + twice + emptySlots
    return notes.isEmpty ? [] : Page.wrap("Note        " + notes.joined(separator: " "), indent: 12)
  }

  private var interruption: [String] {
    document.isInterrupted == true ? ["Interrupted: the best so far, with the bounds that are known so far."] : []
  }

  /// No bound is known that regards several workloads at once.
  private var workloads: [String] {
    guard document.inputs.expertLoad.count > 1, document.inputs.weights == nil, document.totals.largestGap > 0.01 else {
      return []
    }
    return [
      "The bound is what the worst workload could reach by itself: what it costs that one map serves all of them is in the "
        + "gap. --effort searches longer."
    ]
  }

  /// Where few tokens were counted, a placement is not made to fit them.
  private var shrinkage: [String] {
    let kept = document.layers.compactMap(\.kept)
    guard let least = kept.flatMap({ $0.ofScenarios + [$0.ofExperts] }).min() else { return [] }
    return [
      "In \(kept.count) of \(Numerals.count(document.layers.count, "layer")) the counts are of so few tokens that "
        + "differences were taken for chance in part: of some only \(Numerals.percent(least)) was kept for planning. "
        + "Balances are of the counts as recorded, and what was given up is in the gap."
    ]
  }

  private var twice: [String] {
    let planned = Set(document.inputs.expertLoad.map(\.sha256))
    let known = document.inputs.evaluate.filter { planned.contains($0.sha256) }.map(\.reference)
    return known.isEmpty ? [] : ["Planned on and therefore not held out: \(known.joined(separator: ", "))."]
  }

  /// Runtimes want an expert in each slot.
  private var emptySlots: [String] {
    guard document.budget == nil else { return [] }
    let slots = document.target.slotsPerGPU.reduce(0, +)
    let copies = document.expertCount + document.target.redundant
    if copies < slots {
      let advice =
        Set(document.target.slotsPerGPU).count == 1
        ? "; --redundant \(slots - document.expertCount) would fill them" : ""
      return [
        "\(Numerals.grouped(copies)) copies leave \(slots - copies) of \(Numerals.grouped(slots)) slots empty in each layer\(advice)."
      ]
    }
    let left = copies - slots
    return left == 0 ? [] : ["\(left) of \(document.target.redundant) redundant copies find no slot."]
  }
}

/// How redundancy was spent over layers, where it was a budget.
private struct BudgetSection {
  let document: ExpertPlacementDocument

  var lines: [String] {
    guard let budget = document.budget else { return [] }
    let copies = document.layers.compactMap(\.redundant)
    let text =
      "\(Numerals.grouped(budget.spent)) of \(Numerals.grouped(budget.total)) copies, \(copies.min() ?? 0) to "
      + "\(copies.max() ?? 0) a layer: slowest GPU at \(time(budget.time)) of the mean on average of layers; with "
      + "\(budget.evenRedundant) in every layer \(time(budget.evenTime)); no budget so large and no placement is below "
      + "\(time(budget.bound)). A GPU holds \(budget.fewestHeld) to \(budget.mostHeld) experts over all layers."
    return Page.wrap("Budget      " + text, indent: 12)
  }

  private func time(_ value: Double) -> String { Numerals.fixed(value, decimals: 4) }
}

/// What has to be moved from the placement that runs.
private struct PlacementMovesSection {
  let document: ExpertPlacementDocument

  var lines: [String] {
    guard let moves = document.moves else { return [] }
    return Page.wrap(
      "Moves       \(Numerals.count(moves.count, "expert")) of \(Bytes(moves.bytesPerExpert)), "
        + "\(Bytes(moves.bytes))\(budget(moves)): balance \(LayerTable.balance(moves.currentBalance)) now, "
        + "\(LayerTable.balance(document.totals.balance)) then",
      indent: 12) + Page.wrap(way(moves), indent: 12)
  }

  private func budget(_ moves: PlacementMoves) -> String {
    moves.budgetBytes.map { " of \(Bytes($0)) allowed" } ?? ""
  }

  private func way(_ moves: PlacementMoves) -> String {
    guard moves.count > 0 else { return "            nothing is moved" }
    let time = moves.seconds.map { ", at least \(Seconds($0))" } ?? ""
    let staged =
      moves.staged == 0
      ? "no buffer is needed" : "\(moves.staged) through a buffer of one expert on their GPU"
    return "            the busiest GPU sends or receives \(moves.ofBusiestGPU)\(time); \(staged); "
      + "in the order of --json no expert is ever without a copy"
  }
}

/// What a placement comes to over all layers.
private struct PlacementTotalsSection {
  let document: ExpertPlacementDocument

  var lines: [String] { balance + gap + BudgetSection(document: document).lines + locality + losses + step }

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
    return Page.wrap(
      "Locality    \(LayerTable.balance(placed)), greedy \(LayerTable.balance(greedy)): if tokens take the nearest copy "
        + "(own GPU, then own domain)", indent: 12)
  }

  /// Said where it is known what fails together.
  private var losses: [String] {
    let target = document.target
    let totals = document.totals
    guard let lost = totals.placed.mostExpertsLost, let greedy = totals.greedy.mostExpertsLost else { return [] }
    let what = target.survive?.rawValue ?? (target.gpusPerNode == nil ? "domain" : "node")
    return Page.wrap(
      "Failures    the loss of one \(what) takes the last copy of at most \(lost) of the "
        + "\(document.expertCount) experts of a layer, with the greedy \(greedy)", indent: 12)
  }

  private var step: [String] {
    guard let prediction = document.prediction else { return [] }
    let (placed, greedy) = (Seconds(prediction.stepTime), Seconds(prediction.greedyStepTime))
    let gain = prediction.greedyStepTime / prediction.stepTime - 1
    let rate = "\(Numerals.percent(abs(gain))) \(gain < 0 ? "fewer" : "more") tokens/s"
    return Page.wrap(
      "Step        \(placed), with the greedy \(greedy): \(rate); decode of "
        + "\(Numerals.plain(prediction.sequencesPerGPU)) sequences of \(Numerals.grouped(prediction.context)) tokens on "
        + "each GPU, \(prediction.model.reference) on \(prediction.cluster.reference), calibration "
        + prediction.calibration.reference, indent: 12)
  }
}

/// How each load fares: those planned on, and those held out.
private struct ScenarioTable {
  let document: ExpertPlacementDocument

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
    document.inputs.weights.map { ", weight \(Numerals.plain($0[index]))" } ?? ""
  }

  private static func heading(_ title: String) -> String {
    line(title, ["mean", "greedy", "worst layer", "greedy"])
  }

  private static func row(_ name: String, _ balances: [Double]) -> String {
    line("  \(shortened(name))", balances.map(LayerTable.balance))
  }

  private static func line(_ name: String, _ cells: [String]) -> String {
    Page.row([name] + cells, [-52, 10, 10, 14, 10])
  }

  /// The end of a path says more than its beginning.
  private static func shortened(_ name: String) -> String { name.count <= 49 ? name : "…" + name.suffix(48) }
}
