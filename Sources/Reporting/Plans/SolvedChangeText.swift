import Plans
import Quantities

/// What is best after a change, in the words of the plan that it is set beside.
struct SolvedChangeText {
  private let plan: Plan

  init(_ plan: Plan) { self.plan = plan }

  /// What the objective is.
  var measure: String {
    switch plan.inputs.goal.objective {
    case "latency": "time per output token"
    case "gpus": "GPUs for the demand"
    default: isPriced ? "USD per million tokens" : "GPU-hours per million tokens"
    }
  }

  /// "0.171 → 0.158 (-7.6 %)".
  func objective(_ solved: SolvedChange) -> String {
    "\(value(solved.objectiveBefore)) → \(value(solved.objective)) (\(Self.signed(solved.relativeChange)))"
  }

  /// "same layout, batch 15,616" or the layout that wins instead.
  func layout(_ solved: SolvedChange) -> String {
    let batch = "batch \(Numerals.grouped(solved.layout.sequencesPerReplica))"
    if solved.isSameLayout { return "same layout, \(batch)" }
    let pool = solved.layout.pool == plan.layout.pool ? "" : " in \(solved.layout.pool)"
    let name = FrontierNames.name(stages: solved.layout.stages, gpus: solved.layout.gpusPerReplica)
    return "\(name)\(pool), \(batch)"
  }

  private var isPriced: Bool { plan.certificate.objectiveUnit.hasPrefix("USD") }

  private func value(_ objective: Double) -> String {
    switch plan.inputs.goal.objective {
    case "latency": "\(Seconds(objective))"
    case "gpus": Numerals.grouped(rounding: objective)
    default: Numerals.significant(isPriced ? objective * 1e6 : objective * 1e6 / 3600)
    }
  }

  /// "+3.1 %".
  static func signed(_ share: Double, decimals: Int = 1) -> String {
    let text = Numerals.percent(abs(share), decimals: decimals)
    let isZero = !text.contains { $0.isNumber && $0 != "0" }
    return isZero ? text : (share < 0 ? "-" : "+") + text
  }

  static func number(_ value: Double) -> String {
    value >= 1000 ? Numerals.grouped(rounding: value) : Numerals.significant(value)
  }
}
