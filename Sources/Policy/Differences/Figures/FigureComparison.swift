import Plans

/// The figures of two plans side by side.
struct FigureComparison {
  private let before: [PlanFigure]
  private let after: [PlanFigure]

  init(before: [PlanFigure], after: [PlanFigure]) {
    self.before = before
    self.after = after
  }

  /// Those that differ: in the order of plan A, then what only plan B has.
  var changes: [FigureChange] {
    let old = Dictionary(before.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    let new = Dictionary(after.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    let kept = before.compactMap { figure -> FigureChange? in
      guard let other = new[figure.key] else { return change(figure, figure.value, nil) }
      return Self.isSame(figure.value, other.value) ? nil : change(figure, figure.value, other.value)
    }
    return kept + after.filter { old[$0.key] == nil }.map { change($0, nil, $0.value) }
  }

  /// Last digits are those of rounding, or of a search for a load that was ended somewhere.
  private static func isSame(_ first: Double, _ second: Double) -> Bool {
    (first - second).magnitude <= 1e-6 * max(first.magnitude, second.magnitude)
  }

  private func change(_ figure: PlanFigure, _ before: Double?, _ after: Double?) -> FigureChange {
    var verdict = FigureChange.Verdict.neutral
    if let before, let after, before != after {
      switch figure.direction {
      case .moreIsBetter: verdict = after > before ? .better : .worse
      case .lessIsBetter: verdict = after < before ? .better : .worse
      case .neither: break
      }
    }
    return FigureChange(
      figure: figure.key, name: figure.name, unit: figure.unit, before: before, after: after, verdict: verdict)
  }
}
