import Plans

/// How replicas divide the work before and after, in words.
struct LayoutDifference {
  private let difference: PlanDifference
  private static let mostStages = 16

  init(_ difference: PlanDifference) { self.difference = difference }

  var section: DifferenceSection? {
    guard difference.workers == nil else { return nil }
    guard let layout = difference.layout else {
      return DifferenceSection(title: "Layout", lines: ["the same in both plans"])
    }
    let (old, new) = (layout.before, layout.after)
    let pools = old.pool == new.pool ? ("", "") : ("pool \(old.pool): ", "pool \(new.pool): ")
    let lines = [
      "A: " + pools.0 + old.sentence, "B: " + pools.1 + new.sentence,
    ]
    guard max(old.stages.count, new.stages.count) > 1, old.stages != new.stages else {
      return DifferenceSection(title: "Layout", lines: lines)
    }
    let count = max(old.stages.count, new.stages.count)
    let rows = (0..<min(count, Self.mostStages)).map { ["stage \($0)", stage($0, old), stage($0, new)] }
    let more = count > Self.mostStages ? ["and \(count - Self.mostStages) stages more"] : []
    return DifferenceSection(
      title: "Layout", lines: lines, table: .init(header: ["", "A", "B"], rows: rows, texts: [1, 2]), notes: more)
  }

  private func stage(_ index: Int, _ layout: PlanLayout) -> String {
    guard layout.stages.indices.contains(index) else { return "-" }
    let stage = layout.stages[index]
    return "layers \(stage.firstLayer)-\(stage.lastLayer), \(StageDegrees(stage).description)"
  }
}
