import Plans
import Topology

/// Every time and byte of the prediction and what the round waits for, field by field against what was recomputed, and
/// whether the layout fits and keeps the target.
struct PredictionCheck {
  private let plan: Plan
  private let actual: Plan

  /// - Parameters:
  ///   - plan: As it was read.
  ///   - actual: With the figures recomputed.
  init(_ plan: Plan, actual: Plan) {
    self.plan = plan
    self.actual = actual
  }

  var findings: [Finding] { figures + bottlenecks + derivations + capacity + target }

  private var figures: [Finding] {
    let comparison = FieldComparison { $0.contains("emory") || $0.contains("roofline") ? "memory-wrong" : "time-wrong" }
    return comparison.findings("prediction", claimed: plan.prediction, actual: actual.prediction)
  }

  private var bottlenecks: [Finding] {
    FieldComparison { _ in "bottleneck-wrong" }
      .findings("bottlenecks", claimed: plan.bottlenecks, actual: actual.bottlenecks)
  }

  /// Nodes rest on each other, so what is wrong with the first is wrong with many.
  private var derivations: [Finding] {
    let comparison = FieldComparison { _ in "derivation-wrong" }
    let roots = comparison.findings(
      "derivations.roots", claimed: plan.derivations.roots, actual: actual.derivations.roots)
    return Array(
      (roots
        + comparison.findings("derivations.nodes", claimed: plan.derivations.nodes, actual: actual.derivations.nodes))
        .prefix(1))
  }

  private var capacity: [Finding] {
    actual.prediction.stages.enumerated().filter { $0.element.memory.free < 0 }.map { index, stage in
      Finding(
        id: "memory-full", key: "prediction.stages[\(index)].memory", claimed: "a layout that fits",
        actual: "\(-stage.memory.free) B too much")
    }
  }

  private var target: [Finding] {
    let reached = actual.prediction.timePerOutputToken
    guard let target = plan.inputs.goal.timePerOutputToken, reached > target * (1 + 1e-9) else { return [] }
    return [
      Finding(
        id: "target-missed", key: "inputs.goal.timePerOutputToken_s", claimed: "\(target)", actual: "\(reached)")
    ]
  }
}
