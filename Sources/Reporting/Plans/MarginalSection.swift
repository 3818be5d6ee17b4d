import Plans
import Quantities

/// What one unit more or less of hardware is worth: by the derivative, and solved again.
struct MarginalSection {
  private let plan: Plan
  private let changes: SolvedChangeText

  init(_ plan: Plan) {
    self.plan = plan
    changes = SolvedChangeText(plan)
  }

  var text: String {
    guard let marginals = plan.marginals else { return "" }
    return
      ([
        "Marginal    one unit more or less, at the plan's layout and batch by derivative, and solved again",
        "            (gain: of \(gained); in all: tokens/s of all replicas)",
        "            " + "unit".padding(to: 24) + "derivative".padding(left: 10) + "solved".padding(left: 10)
          + "in all".padding(left: 10) + "  then",
      ] + marginals.map(row) + [""]).joined(separator: "\n")
  }

  private var gained: String {
    switch plan.inputs.goal.objective {
    case "latency": "tokens/s per user"
    case "gpus": "demand per GPU"
    default: plan.certificate.objectiveUnit.hasPrefix("USD") ? "tokens per dollar" : "tokens/s per GPU"
    }
  }

  private func row(_ marginal: SolvedMarginal) -> String {
    let derivative = marginal.derivative.map { SolvedChangeText.signed($0, decimals: 2) } ?? ""
    let start = "            " + marginal.unit.padding(to: 24) + derivative.padding(left: 10)
    guard let solved = marginal.answer else { return start + "  none: \(marginal.reason ?? "nothing fits")" }
    let all = solved.tokensPerSecond / plan.prediction.tokensPerSecond - 1
    return start + SolvedChangeText.signed(solved.gain, decimals: 2).padding(left: 10)
      + SolvedChangeText.signed(all).padding(left: 10) + "  \(changes.layout(solved))"
  }
}
