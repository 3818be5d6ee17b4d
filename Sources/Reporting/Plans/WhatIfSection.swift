import Plans
import Quantities

/// What the plan would be with other figures.
struct WhatIfSection {
  private let plan: Plan
  private let changes: SolvedChangeText

  init(_ plan: Plan) {
    self.plan = plan
    changes = SolvedChangeText(plan)
  }

  var text: String {
    guard let answers = plan.whatIf else { return "" }
    let tolerance = Numerals.percent(plan.inputs.goal.tolerance, decimals: 2)
    return
      (["What if     each solved again, within \(tolerance) of the best (\(changes.measure))"]
      + answers.flatMap(rows) + [""]).joined(separator: "\n")
  }

  private func rows(_ answer: WhatIf) -> [String] {
    let indent = "            "
    guard let solved = answer.answer else {
      return [indent + answer.change, indent + "  no plan: \(answer.refusal?.sentence ?? "nothing fits")"]
    }
    return [
      indent + answer.change,
      indent + "  \(changes.objective(solved)); TPOT \(Seconds(solved.timePerOutputToken)), "
        + "\(SolvedChangeText.number(solved.tokensPerSecondPerGPU)) tokens/s per GPU; \(changes.layout(solved))",
    ]
  }
}
