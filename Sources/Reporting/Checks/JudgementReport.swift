import Plans
import Quantities

/// A judgement as a screen: whether the plan holds, what does not, what the layout really does, and what was not judged.
public struct JudgementReport: CustomStringConvertible {
  private let judgement: PlanJudgement
  private let held: String

  /// Figures that are listed one by one.
  private static let mostFigures = 12

  /// - Parameters:
  ///   - judgement: What became of the plan.
  ///   - held: What holds where all does, as sentences.
  public init(_ judgement: PlanJudgement, held: String) {
    self.judgement = judgement
    self.held = held
  }

  /// At most 100 columns, lines that hold a name of a file or key apart.
  public var description: String {
    (verdict + itself + figures + actual + bound + unjudged).joined(separator: "\n")
  }

  private var verdict: [String] {
    guard !judgement.holds else { return Page.wrap("\(judgement.plan): holds. \(held)", indent: 2) }
    let counts = [
      judgement.findings.isEmpty
        ? nil : Numerals.count(judgement.findings.count, "finding") + " about the plan itself",
      judgement.figures.isEmpty
        ? nil
        : "\(Numerals.count(judgement.figures.count, "figure")) that \(judgement.figures.count == 1 ? "is" : "are") not those of the layout",
    ].compactMap(\.self)
    return Page.wrap("\(judgement.plan): does not hold: \(counts.joined(separator: ", ")).", indent: 2)
  }

  private var itself: [String] {
    guard !judgement.findings.isEmpty else { return [] }
    return ["", "Of the plan itself"] + judgement.findings.flatMap(Self.lines)
  }

  private var figures: [String] {
    guard !judgement.figures.isEmpty else { return [] }
    // What everything follows from first: speed and cost, then memory, then the parts.
    let order = judgement.figures.enumerated().sorted {
      (Self.rank($0.element), $0.offset) < (Self.rank($1.element), $1.offset)
    }
    .map(\.element)
    let rest = order.count - Self.mostFigures
    let more = rest > 0 ? ["  and \(rest) more that follow from them (--json lists all)"] : []
    return ["", "Figures that no longer hold"] + order.prefix(Self.mostFigures).flatMap(Self.lines) + more
  }

  /// The depth of the key: totals before parts.
  private static func rank(_ finding: Finding) -> Int {
    finding.key.hasPrefix("derivations") ? 9 : finding.key.count { $0 == "." || $0 == "[" }
  }

  private static func lines(_ finding: Finding) -> [String] {
    if finding.id == .memoryFull {
      return Page.wrap("  \(finding.key): does not fit, \(amount(finding)) [\(finding.id)]", indent: 4)
    }
    let (claimed, actual) = (value(finding.claimed, finding.key), value(finding.actual, finding.key))
    return Page.wrap("  \(finding.key): says \(claimed), is \(actual) [\(finding.id)]", indent: 4)
  }

  private static func amount(_ finding: Finding) -> String {
    let bytes = finding.actual.split(separator: " ").first.flatMap { Double($0) } ?? 0
    return "\(Bytes(bytes)) too much for a GPU"
  }

  /// Numbers with the unit that their key names.
  private static func value(_ text: String, _ key: String) -> String {
    guard let number = Double(text), number.isFinite else { return text }
    if key.hasSuffix("_s") { return "\(Numerals.significant(number * 1000, digits: 6)) ms" }
    if key.hasSuffix("_B") { return "\(Numerals.significant(number / 1e9, digits: 6)) GB" }
    let isLarge = number.magnitude >= 1e6 && number.magnitude < 1e15
    return number == number.rounded() && number.magnitude < 1e15 || isLarge
      ? Numerals.grouped(rounding: number) : Numerals.significant(number, digits: 6)
  }

  private var actual: [String] {
    guard !judgement.holds, let figures = judgement.actual else { return [] }
    return ["", "What the layout does as it is"] + actual(figures)
  }

  private var unjudged: [String] {
    guard !judgement.notJudged.isEmpty else { return [] }
    return Page.fact("not judged", judgement.notJudged.joined(separator: "; "), column: 15)
  }

  // MARK: - What the layout does

  /// What a layout really does, against what was asked for and the bound.
  private func actual(_ figures: PlanFigures) -> [String] {
    [
      ("memory", memory(figures)), ("TPOT", speed(figures)), ("throughput", throughput(figures)),
      ("cost", cost(figures)), ("objective", objective(figures)),
    ].flatMap { name, text in text.map { Page.fact(name, $0) } ?? [] }
  }

  private func memory(_ figures: PlanFigures) -> String? {
    let missing = figures.free.enumerated().filter { $0.element < 0 }
    guard let least = figures.free.min() else { return nil }
    guard !missing.isEmpty else { return "fits; \(Bytes(least)) free on the fullest GPU" }
    let stages = missing.map { "stage \($0.offset) lacks \(Bytes(-$0.element)) on its fullest GPU" }
    return "does not fit: \(stages.joined(separator: ", "))"
  }

  private func speed(_ figures: PlanFigures) -> String? {
    let reached = "\(Seconds(figures.timePerOutputToken))"
    guard let target = figures.target else { return reached }
    let isMet = figures.timePerOutputToken <= target * (1 + 1e-9)
    return "\(reached), \(isMet ? "within" : "over") the target of \(Seconds(target))"
  }

  private func throughput(_ figures: PlanFigures) -> String? {
    let total = "\(rate(figures.tokensPerSecondPerGPU)) tokens/s per GPU, \(rate(figures.tokensPerSecond)) in all"
    guard let demand = figures.demand else { return total }
    let isMet = figures.tokensPerSecond >= demand * (1 - 1e-9)
    return "\(total), \(isMet ? "enough for" : "less than") the demand of \(rate(demand))"
  }

  private func rate(_ value: Double) -> String { Numerals.plain(value) }

  private func cost(_ figures: PlanFigures) -> String? {
    figures.costPerMillionTokens.map { "\(Numerals.significant($0, digits: 4)) USD per million tokens" }
  }

  private func objective(_ figures: PlanFigures) -> String? {
    let reached = "\(Numerals.significant(figures.objective, digits: 5)) \(figures.objectiveUnit)"
    guard figures.bound > 0 else { return "\(reached); nothing is known to bound it" }
    guard figures.bound <= figures.objective * (1 + 1e-9) else {
      return
        "\(reached), below the bound of \(Numerals.significant(figures.bound, digits: 5)), which speaks of layouts "
        + "that do what was asked for"
    }
    return "\(reached), \(Numerals.percent(figures.gap, decimals: 2)) from the bound of "
      + Numerals.significant(figures.bound, digits: 5)
  }

  // MARK: - Bound

  /// What is known about a bound, and that this part alone rests on the search and the solver.
  private var bound: [String] { Page.fact("bound", sentence) + better }

  private var sentence: String {
    let bound = judgement.bound
    let claimed = Numerals.significant(bound.claimed, digits: 6)
    return switch bound.status {
    case .confirmed: "\(claimed) confirmed by a search of its own, the one part that rests on search and solver"
    case .refuted: "\(claimed) refuted by a search of its own: \(exhibit)"
    case .notConfirmed:
      bound.proved.map {
        "\(claimed) not confirmed: a search of its own finds nothing better, but proves \(Numerals.significant($0, digits: 6)) only"
      } ?? "\(claimed) not confirmed: a search of its own finds no answer to the question"
    case .notChecked: "\(claimed) is believed, as no search was asked (--skip-bound)"
    }
  }

  private var exhibit: String {
    if let better = judgement.bound.better {
      return "a layout reaches \(Numerals.significant(better.objective, digits: 6)) with a TPOT of "
        + "\(Seconds(better.timePerOutputToken)) and \(Numerals.plain(better.tokensPerSecondPerGPU)) tokens/s per GPU"
    }
    return judgement.bound.betterComposition.map {
      "a composition reaches \(Numerals.significant($0.value, digits: 6))"
    } ?? ""
  }

  private var better: [String] {
    if let composition = judgement.bound.betterComposition {
      return composition.workers.flatMap {
        Page.fact("", "\($0.count) × \($0.role.rawValue) of \($0.model), \($0.layout), \($0.gpus) GPUs each")
      }
    }
    guard let layout = judgement.bound.better?.layout else { return [] }
    let stages = layout.stages.map {
      "layers \($0.firstLayer)–\($0.lastLayer) on \($0.gpus) GPUs, TP\($0.tensorParallel) DP\($0.dataParallel) "
        + "EP\($0.expertParallel)"
    }
    return Page.fact(
      "", "\(stages.joined(separator: "; ")); \(layout.microBatches) × \(layout.microBatch) sequences")
  }
}
