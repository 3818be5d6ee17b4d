import Costing
import FoundationEssentials
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
    var page = Page()
    page.line(InputsLine(inputs: document.inputs).text)
    layouts(&page)
    figures(&page)
    losses(&page)
    crossovers(&page)
    rule(&page)
    if !effort.isEmpty {
      page.gap()
      page.row("took " + effort.joined(separator: ", "))
    }
    return page.text
  }

  private var comparison: Comparison { document.comparison }

  /// The layouts with their letters, best first: degrees and sizes, or why there is none.
  private func layouts(_ page: inout Page) {
    let width = comparison.layouts.map(\.title.count).max() ?? 0
    page.gap()
    page.line("Layouts, best first" + (comparison.found.first.map { " (\($0.certificate.objectiveUnit))" } ?? ""))
    for layout in comparison.layouts {
      let answer = layout.found?.layout.sentence ?? "none: " + (layout.refusal?.sentence ?? "nothing fits")
      page.line("  \(layout.letter)  \(layout.title.padding(to: width))  \(answer)")
    }
  }

  // MARK: - Figures

  private static let columnWidth = 17
  private static let columnsInBlock = 4

  /// The layouts that fit side by side, a column for each, in blocks that fit a screen.
  private func figures(_ page: inout Page) {
    let layouts = comparison.layouts.filter { $0.found != nil }
    let hasServing = comparison.found.contains { $0.serving != nil }
    let hasPrice = comparison.found.contains { $0.speed.costPerMillionTokens != nil }
    for first in stride(from: 0, to: layouts.count, by: Self.columnsInBlock) {
      let block = layouts[first..<min(first + Self.columnsInBlock, layouts.count)]
      let columns = block.compactMap { layout in
        layout.found.map { ComparisonColumn(found: $0, hasServing: hasServing, hasPrice: hasPrice).cells }
      }
      page.gap()
      page.line(line("", block.map(title)))
      for row in (columns.first ?? []).indices {
        page.line(line(columns[0][row].name, columns.map { $0[row].value }))
      }
    }
  }

  /// Without spaces where it would not fit its column.
  private func title(_ layout: ComparedLayout) -> String {
    let title = "\(layout.letter) \(layout.title)"
    return title.count < Self.columnWidth ? title : "\(layout.letter) \(layout.title.filter { $0 != " " })"
  }

  private func line(_ name: String, _ values: [String]) -> String {
    let widths = [-28] + values.map { _ in Self.columnWidth }
    return Page.row([name] + values.map { $0.count < Self.columnWidth ? $0 : " " + $0 }, widths)
      .trimmingTrailingSpaces()
  }

  // MARK: - Losses

  /// Why each layout loses, and why there is no TTFT.
  private func losses(_ page: inout Page) {
    let losses = comparison.layouts.compactMap { $0.loss?.sentence }
    let notes = obstacles.map { "no TTFT: \($0)" }
    if !losses.isEmpty { page.section("Why") } else if !notes.isEmpty { page.gap() }
    page.rows(losses + notes)
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

  // MARK: - Crossovers

  private static let axisWidth = 19

  /// The winners along each input as a row of letters, and the values where they change.
  private func crossovers(_ page: inout Page) {
    guard !comparison.sweeps.isEmpty else { return }
    page.section("Crossovers", "the winner along one input, all else as it is; (now); . nothing fits")
    for sweep in comparison.sweeps {
      page.line(row(sweep))
      for change in changes(sweep) { page.line("  ".padding(to: Self.axisWidth + 2) + change) }
    }
  }

  private func row(_ sweep: CrossoverSweep) -> String {
    let name = "  " + sweep.axis.padding(to: Self.axisWidth)
    guard let first = sweep.cells.first, let last = sweep.cells.last else {
      return name + "not moved: " + (sweep.obstacle ?? "no values")
    }
    let range = "\(Numerals.plain(first.value)) to \(Numerals.plain(last.value)) \(unit(sweep))"
    return name + map(sweep).padding(to: 28) + range
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
    guard !changes.isEmpty else { return ["no change"] }
    return changes.map { change in
      let place =
        change.value.map { "at \(counted(Numerals.plain($0), unit(sweep)))" }
        ?? "between \(Numerals.plain(change.below)) and \(Numerals.plain(change.above)) \(unit(sweep))"
      let doubt = change.isProved ? "" : " (not proved: the two are too near)"
      return "\(title(change.from)) → \(title(change.to)) \(place)\(doubt)"
    }
  }

  /// "1 sequence in a replica".
  private func counted(_ number: String, _ unit: String) -> String {
    "\(number) " + (number == "1" ? unit.replacing("sequences", with: "sequence") : unit)
  }

  private func title(_ name: String?) -> String {
    comparison.layouts.first { $0.name == name }?.title ?? "nothing"
  }

  /// "GB/s" of "GB/s per GPU, one way".
  private func unit(_ sweep: CrossoverSweep) -> String {
    sweep.axis == "scale-out" ? "GB/s" : sweep.axis == "experts-per-token" ? "experts" : sweep.unit
  }

  // MARK: - Rule

  /// The blackboard's rule with its numbers, and what the programs say beside it.
  private func rule(_ page: inout Page) {
    guard let rule = comparison.rule else { return }
    page.section("Rule", "experts a token activates × layers per stage × 2 > up:out keeps a pipeline bound by scale-up")
    page.row(
      "\(rule.expertsPerToken) × \(rule.layersPerStage) × 2 = \(Numerals.plain(rule.product)), "
        + "\(verdict(rule.holdsUsually)) the usual 8 and \(verdict(rule.holdsHere)) this pool's "
        + Numerals.plain(rule.upToOutRatio))
    page.rows([rule.verdict] + [rule.caveat].compactMap(\.self))
  }

  private func verdict(_ holds: Bool) -> String { holds ? "above" : "not above" }
}

/// One layout's figures as the cells of a column.
private struct ComparisonColumn {
  /// What a row shows of the layout.
  struct Cell {
    let name: String
    let value: String
  }

  let found: FoundLayout
  let hasServing: Bool
  let hasPrice: Bool
  private static let none = "-"

  /// The same rows for every layout of a comparison.
  var cells: [Cell] { speeds + serving + memory + times + traffic }

  private var speeds: [Cell] {
    let speed = found.speed
    return [
      Cell(name: "GPUs per replica", value: Numerals.grouped(found.layout.gpusPerReplica)),
      Cell(name: "sequences per GPU", value: Numerals.plain(found.sequencesPerGPU)),
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
