import Costing
import Foundation
import Plans
import Quantities

/// A comparison on one screen, for a person.
public struct ComparisonReport: CustomStringConvertible, Sendable {
  private let document: ComparisonDocument
  private let effort: [String]

  /// - Parameters:
  ///   - document: What was compared.
  ///   - effort: What the run took, which is not part of the answer.
  public init(_ document: ComparisonDocument, effort: [String] = []) {
    self.document = document
    self.effort = effort
  }

  /// At most 100 columns.
  public var description: String {
    let comparison = document.comparison
    let sections = [
      headline, ComparedLayoutList(comparison).text, ComparisonTable(comparison).text, LossSection(comparison).text,
      CrossoverSection(comparison).text, RuleSection(comparison).text,
      effort.isEmpty ? "" : "            took " + effort.joined(separator: ", "),
    ].filter { !$0.isEmpty }
    return sections.joined(separator: "\n\n").split(separator: "\n", omittingEmptySubsequences: false)
      .flatMap { TextLayout.wrap(String($0), indent: 14) }.joined(separator: "\n")
  }

  private var headline: String { InputsLine(document.inputs).text }
}

/// The layouts of a comparison with their letters, best first: degrees and sizes, or why there is none.
struct ComparedLayoutList {
  private let comparison: Comparison

  init(_ comparison: Comparison) { self.comparison = comparison }

  var text: String {
    let width = comparison.layouts.map(\.title.count).max() ?? 0
    let rows = comparison.layouts.map { "  \($0.letter)  \($0.title.padding(to: width))  \(answer($0))" }
    return (["Layouts, best first" + goal] + rows).joined(separator: "\n")
  }

  private var goal: String {
    comparison.found.first.map { " (\($0.certificate.objectiveUnit))" } ?? ""
  }

  private func answer(_ layout: ComparedLayout) -> String {
    if let found = layout.found { return found.layout.sentence }
    return "none: " + (layout.refusal?.sentence ?? "nothing fits")
  }
}

/// One layout's figures as the cells of a column.
struct ComparisonColumn {
  /// What a row shows of the layout.
  struct Cell {
    let name: String
    let value: String
  }

  private let found: FoundLayout
  private let hasServing: Bool
  private let hasPrice: Bool
  private static let none = "-"

  /// - Parameters:
  ///   - hasServing: Whether there are rows for prefill on the same GPUs.
  ///   - hasPrice: Whether there is one for money.
  init(_ found: FoundLayout, hasServing: Bool, hasPrice: Bool) {
    self.found = found
    self.hasPrice = hasPrice
    self.hasServing = hasServing
  }

  /// The same rows for every layout of a comparison.
  var cells: [Cell] { speeds + serving + memory + times + traffic }

  private var speeds: [Cell] {
    let speed = found.speed
    return [
      Cell(name: "GPUs per replica", value: Numerals.grouped(found.layout.gpusPerReplica)),
      Cell(name: "sequences per GPU", value: TextLayout.plain(found.sequencesPerGPU)),
      Cell(name: "tokens/s per GPU", value: number(speed.tokensPerSecondPerGPU)),
      Cell(name: "tokens/s per user", value: number(speed.tokensPerSecondPerUser)),
      Cell(name: "TPOT", value: "\(Seconds(speed.timePerOutputToken))"),
    ] + money + [
      Cell(name: "GPU-hours per million", value: number(speed.gpuHoursPerMillionTokens)),
      Cell(name: "gap of the proof", value: Numerals.percent(found.certificate.gap, decimals: 2)),
    ]
  }

  private var money: [Cell] {
    guard hasPrice else { return [] }
    return [Cell(name: "USD per million tokens", value: found.speed.costPerMillionTokens.map(number) ?? Self.none)]
  }

  /// With prefill on the same GPUs.
  private var serving: [Cell] {
    guard hasServing else { return [] }
    return [
      Cell(name: "TTFT, prefill included", value: found.serving.map { "\(Seconds($0.timeToFirstToken))" } ?? Self.none),
      Cell(
        name: "TPOT, prefill included", value: found.serving.map { "\(Seconds($0.timePerOutputToken))" } ?? Self.none),
    ]
  }

  private var memory: [Cell] {
    let memory = found.memory
    let experts = memory.experts + (memory.redundantExperts ?? 0)
    return [
      Cell(name: "HBM, GB  weights", value: gigabytes(memory.weights)),
      Cell(name: "         experts", value: gigabytes(experts)),
      Cell(name: "         KV", value: gigabytes(memory.cache)),
      Cell(name: "         reserve", value: gigabytes(memory.reserve + memory.activations)),
      Cell(name: "         free", value: gigabytes(memory.free)),
    ]
  }

  private var times: [Cell] {
    [Cell(name: "round", value: "\(Seconds(found.speed.round))")]
      + found.times.map { time in
        Cell(name: "  " + Self.name(of: time.resource), value: time.time > 0 ? "\(Seconds(time.time))" : "0")
      } + [Cell(name: "  bubble's share", value: Numerals.percent(found.bubble))]
  }

  private var traffic: [Cell] {
    found.traffic.map { Cell(name: "sent by a GPU: \($0.level)", value: bytes($0.perGPUAndRound)) }
      + found.traffic.map { Cell(name: "sent for a token: \($0.level)", value: bytes($0.perToken)) }
  }

  private static func name(of resource: String) -> String {
    resource == "bubble" ? "bubble and hops" : Resource.title(of: resource)
  }

  private func bytes(_ value: Double) -> String { value > 0 ? "\(Bytes(value))" : "0" }
  private func gigabytes(_ bytes: Double) -> String { Numerals.fixed(bytes / 1e9, decimals: 1) }
  private func number(_ value: Double) -> String {
    value >= 1000 ? Numerals.grouped(rounding: value) : Numerals.significant(value)
  }
}

/// The layouts that fit side by side, a column for each, in blocks that fit a screen.
struct ComparisonTable {
  private let layouts: [ComparedLayout]
  private static let nameWidth = 28
  private static let columnWidth = 17
  private static let columnsInBlock = 4

  /// Whether prompts have lengths, so that some layout may have a TTFT.
  private let hasServing: Bool
  private let hasPrice: Bool

  init(_ comparison: Comparison) {
    layouts = comparison.layouts.filter { $0.found != nil }
    hasServing = comparison.found.contains { $0.serving != nil }
    hasPrice = comparison.found.contains { $0.speed.costPerMillionTokens != nil }
  }

  var text: String {
    stride(from: 0, to: layouts.count, by: Self.columnsInBlock).map { first in
      block(Array(layouts[first..<min(first + Self.columnsInBlock, layouts.count)]))
    }.joined(separator: "\n\n")
  }

  private func block(_ layouts: [ComparedLayout]) -> String {
    let columns = layouts.compactMap { layout in
      layout.found.map { ComparisonColumn($0, hasServing: hasServing, hasPrice: hasPrice).cells }
    }
    let head = line("", layouts.map(title))
    let rows = (columns.first ?? []).indices.map { row in
      line(columns[0][row].name, columns.map { $0[row].value })
    }
    return ([head] + rows).joined(separator: "\n")
  }

  /// Without spaces where it would not fit its column.
  private func title(_ layout: ComparedLayout) -> String {
    let title = "\(layout.letter) \(layout.title)"
    return title.count < Self.columnWidth ? title : "\(layout.letter) \(layout.title.filter { $0 != " " })"
  }

  private func line(_ name: String, _ values: [String]) -> String {
    (name.padding(to: Self.nameWidth)
      + values.map { value in (value.count < Self.columnWidth ? value : " " + value).padding(left: Self.columnWidth) }
      .joined())
      .trimmingTrailingSpaces()
  }
}

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

/// Why each layout loses, and why there is no TTFT.
struct LossSection {
  private let comparison: Comparison

  init(_ comparison: Comparison) { self.comparison = comparison }

  var text: String {
    let losses = comparison.layouts.compactMap { $0.loss?.sentence }.map { "            \($0)" }
    let notes = obstacles.map { "            no TTFT: \($0)" }
    guard !losses.isEmpty else { return notes.joined(separator: "\n") }
    return (["Why"] + losses + notes).joined(separator: "\n")
  }

  /// Each reason once, with the layouts that it holds for where it does not hold for all.
  private var obstacles: [String] {
    let reasons = comparison.layouts.compactMap { layout in
      layout.found?.servingObstacle.map { (reason: $0, title: layout.title) }
    }
    var seen: [String] = []
    for (reason, _) in reasons where !seen.contains(reason) { seen.append(reason) }
    return seen.map { reason in
      let titles = reasons.filter { $0.reason == reason }.map(\.title)
      return titles.count == comparison.found.count ? reason : titles.joined(separator: ", ") + ": " + reason
    }
  }
}

/// The blackboard's rule with its numbers, and what the programs say beside it.
struct RuleSection {
  private let comparison: Comparison

  init(_ comparison: Comparison) { self.comparison = comparison }

  var text: String {
    guard let rule = comparison.rule else { return "" }
    let here = TextLayout.plain(rule.upToOutRatio)
    let lines = [
      "Rule        experts a token activates × layers per stage × 2 > up:out keeps a pipeline bound by scale-up",
      "            \(rule.expertsPerToken) × \(rule.layersPerStage) × 2 = \(TextLayout.plain(rule.product)), "
        + "\(verdict(rule.holdsUsually)) the usual 8 and \(verdict(rule.holdsHere)) this pool's \(here)",
      "            " + rule.verdict,
    ]
    return (lines + [rule.caveat].compactMap(\.self).map { "            " + $0 }).joined(separator: "\n")
  }

  private func verdict(_ holds: Bool) -> String { holds ? "above" : "not above" }
}
