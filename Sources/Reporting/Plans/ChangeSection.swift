import Plans
import Quantities

/// The changes that would help most.
struct ChangeSection {
  private let plan: Plan

  init(_ plan: Plan) { self.plan = plan }

  var text: String {
    guard !plan.changes.isEmpty else { return "" }
    return
      (["", "Would help  each solved for, at least"]
      + plan.changes.map { change in
        let flag = change.flag.map { " (\($0))" } ?? ""
        return "            \(Numerals.percent(change.improvement)) less \(measure): \(change.change)\(flag)"
      } + [""]).joined(separator: "\n")
  }

  private var measure: String {
    switch plan.inputs.goal.objective {
    case "latency": "time per token"
    case "gpus": "GPUs"
    default: "cost"
    }
  }
}
