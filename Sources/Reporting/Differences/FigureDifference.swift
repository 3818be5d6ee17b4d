import Plans
import Quantities

/// Figures that are different, those of the whole first.
struct FigureDifference {
  private let figures: [FigureChange]
  private static let mostOfStages = 24

  init(_ difference: PlanDifference) { figures = difference.figures }

  var sections: [DifferenceSection] {
    guard !figures.isEmpty else {
      return [DifferenceSection(title: "Figures", lines: ["the same in both plans"])]
    }
    let shown = figures.filter { !Self.isDetail($0) }
    let stages = shown.filter(Self.isOfStage)
    let rows = shown.filter { !Self.isOfStage($0) } + stages.prefix(Self.mostOfStages)
    let left = figures.count - rows.count
    let more = left > 0 ? ["and \(TextLayout.count(left, "figure")) more (--format json has all)"] : []
    return [
      DifferenceSection(
        title: "Figures", table: .init(header: ["", "A", "B", "change", ""], rows: rows.map(row), texts: [4]),
        notes: more)
    ]
  }

  private static func isOfStage(_ figure: FigureChange) -> Bool { figure.figure.hasPrefix("prediction.stages[") }
  /// Operators are many, and what they add up to is shown.
  /// What a kind of worker does that only one plan has is no change.
  private static func isDetail(_ figure: FigureChange) -> Bool {
    let isOneSided = figure.before == nil || figure.after == nil
    return figure.figure.contains(".operators[") || figure.figure.hasSuffix(".slack_s")
      || figure.figure.contains(".timePerOutputTokenRange.") || figure.figure.hasSuffix(".latency_s")
      || (isOneSided && figure.figure.hasPrefix("composition.workers["))
  }

  private func row(_ figure: FigureChange) -> [String] {
    let texts = FigureText.pair(figure)
    return [
      figure.name, texts.before, texts.after, change(figure), figure.verdict == .neutral ? "" : figure.verdict.rawValue,
    ]
  }

  private func change(_ figure: FigureChange) -> String {
    // Points of a share are told by the two values; a percentage of a percentage misleads.
    guard figure.unit != "share", let relative = figure.relativeChange, figure.before != 0 else { return "" }
    let magnitude = relative.magnitude * 100
    let digits = Numerals.significant(magnitude, digits: magnitude < 0.095 ? 1 : 3)
    return (relative < 0 ? "-" : "+") + digits + " %"
  }
}
