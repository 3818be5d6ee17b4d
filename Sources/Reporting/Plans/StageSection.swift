import Plans
import Quantities

/// Where the time of each stage goes, and how long it idles.
struct StageSection {
  private let plan: Plan
  private static let mostStages = 8

  init(_ plan: Plan) { self.plan = plan }

  var text: String {
    let stages = Array(zip(plan.layout.stages, plan.prediction.stages).enumerated())
    let shown = stages.prefix(Self.mostStages).map { "            " + row($0, $1.0, $1.1) }
    let more = stages.count > shown.count ? ["            and \(stages.count - shown.count) stages more"] : []
    let hops = plan.prediction.hops.isEmpty ? [] : ["            " + hopLine]
    return (["Stages      time of a micro-batch, bubble, longest operators"] + shown + more + hops).joined(
      separator: "\n")
  }

  private func row(_ index: Int, _ stage: PlanStage, _ prediction: StagePrediction) -> String {
    let longest = prediction.operators.sorted { ($1.time, $0.name) < ($0.time, $1.name) }.prefix(3)
      .map { "\($0.name) \(Seconds($0.time))" }.joined(separator: ", ")
    return "stage \(index) layers \(stage.firstLayer)-\(stage.lastLayer), \(StageDegrees(stage).description): "
      + "\(Seconds(prediction.time)), bubble \(Numerals.percent(prediction.bubble))\n              " + longest
  }

  private var hopLine: String {
    "hops: "
      + plan.prediction.hops.prefix(Self.mostStages).map { "\($0.level) \(Seconds($0.time))" }
      .joined(separator: ", ")
  }
}
