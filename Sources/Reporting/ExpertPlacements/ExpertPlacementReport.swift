import Plans
import Quantities

/// A placement of experts, as `layline place` prints it: a row for each layer, then what it comes to. At most 100 columns.
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
      headline, LayerTable(document).lines, PlacementTotalsSection(document).lines,
      NetworkSection(document).lines, PlacementMovesSection(document).lines, ScenarioTable(document).lines, notes,
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
    return TextLayout.wrap(
      "\(document.expertCount) experts, \(copies), on \(TextLayout.count(target.gpus, "GPU")) with "
        + "\(slots); \(document.layers.count) of \(TextLayout.count(document.layerCount, "layer")); \(purpose)",
      indent: 2)
      + TextLayout.wrap(
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
    return least == most ? TextLayout.count(most, "slot") : "\(least) to \(most) slots"
  }

  private var notes: [String] {
    let notes = interruption + workloads + shrinkage + twice + emptySlots
    return notes.isEmpty ? [] : TextLayout.wrap("Note        " + notes.joined(separator: " "), indent: 12)
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
      "In \(kept.count) of \(TextLayout.count(document.layers.count, "layer")) the counts are of so few tokens that "
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
