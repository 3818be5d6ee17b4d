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
    (verdict + itself + figures + actual + BoundSection(judgement).lines + unjudged).joined(separator: "\n")
  }

  private var verdict: [String] {
    guard !judgement.holds else { return TextLayout.wrap("\(judgement.plan): holds. \(held)", indent: 2) }
    let counts = [
      judgement.findings.isEmpty
        ? nil : TextLayout.count(judgement.findings.count, "finding") + " about the plan itself",
      judgement.figures.isEmpty
        ? nil
        : "\(TextLayout.count(judgement.figures.count, "figure")) that \(judgement.figures.count == 1 ? "is" : "are") not those of the layout",
    ].compactMap(\.self)
    return TextLayout.wrap("\(judgement.plan): does not hold: \(counts.joined(separator: ", ")).", indent: 2)
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
    if finding.id == "memory-full" {
      return TextLayout.wrap("  \(finding.key): does not fit, \(amount(finding)) [\(finding.id)]", indent: 4)
    }
    let (claimed, actual) = (value(finding.claimed, finding.key), value(finding.actual, finding.key))
    return TextLayout.wrap("  \(finding.key): says \(claimed), is \(actual) [\(finding.id)]", indent: 4)
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
    return ["", "What the layout does as it is"] + ActualSection(figures).lines
  }

  private var unjudged: [String] {
    guard !judgement.notJudged.isEmpty else { return [] }
    return TextLayout.fact("not judged", judgement.notJudged.joined(separator: "; "), column: 15)
  }
}
