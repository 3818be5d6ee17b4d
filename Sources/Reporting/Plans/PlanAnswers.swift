import Plans
import Quantities

/// What other figures would make of a plan: the changes that would help, what was asked, and what one unit is worth.
extension PlanReport {
  /// The changes that would help most.
  func changes(_ page: inout Page) {
    guard !plan.changes.isEmpty else { return }
    page.section("Would help", "each solved for, at least")
    for change in plan.changes {
      let flag = change.flag.map { " (\($0))" } ?? ""
      page.row("\(gain(change)): \(change.change)\(flag)")
    }
  }

  private func gain(_ change: PlanChange) -> String {
    switch plan.inputs.goal.objective {
    case .latency: "\(Numerals.percent(change.improvement)) less time per token"
    case .gpus: "\(Numerals.percent(change.improvement)) fewer GPUs"
    case .throughput: "\(Numerals.percent(change.improvement / (1 - change.improvement))) more tokens/s"
    case .cost: "\(Numerals.percent(change.improvement)) less cost"
    }
  }

  /// What the plan would be with other figures.
  func whatIf(_ page: inout Page) {
    guard let answers = plan.whatIf else { return }
    let changes = SolvedChangeText(plan: plan)
    let tolerance = Numerals.percent(plan.inputs.goal.tolerance, decimals: 2)
    page.section("What if", "each solved again, within \(tolerance) of the best (\(changes.measure))")
    for answer in answers {
      page.row(answer.change)
      guard let solved = answer.answer else {
        page.row("  no plan: \(answer.refusal?.sentence ?? "nothing fits")")
        continue
      }
      page.row(
        "  \(changes.objective(solved)); TPOT \(Seconds(solved.timePerOutputToken)), "
          + "\(Self.number(solved.tokensPerSecondPerGPU)) tokens/s per GPU; \(changes.layout(solved))")
    }
  }

  /// What one unit more or less of hardware is worth: by the derivative, and solved again.
  func marginals(_ page: inout Page) {
    guard let marginals = plan.marginals else { return }
    page.section(
      "Marginal", "one unit more or less, at the plan's layout and batch by derivative, and solved again")
    page.row("(gain: of \(gained); in all: tokens/s of all replicas)")
    let widths = [-24, 10, 10, 10]
    page.row(Page.row(["unit", "derivative", "solved", "in all"], widths) + "  then")
    for marginal in marginals {
      let start = [marginal.unit, marginal.derivative.map { SolvedChangeText.signed($0, decimals: 2) } ?? ""]
      guard let solved = marginal.answer else {
        page.row(Page.row(start, widths) + "  none: \(marginal.reason ?? "nothing fits")")
        continue
      }
      let all = solved.tokensPerSecond / plan.total.tokensPerSecond - 1
      let gains = [SolvedChangeText.signed(solved.gain, decimals: 2), SolvedChangeText.signed(all)]
      page.row(Page.row(start + gains, widths) + "  \(SolvedChangeText(plan: plan).layout(solved))")
    }
  }

  private var gained: String {
    switch plan.inputs.goal.objective {
    case .latency: "tokens/s per user"
    case .gpus: "demand per GPU"
    case .throughput: "tokens/s of all replicas"
    case .cost: plan.certificate.objectiveUnit == .dollarsPerToken ? "tokens per dollar" : "tokens/s per GPU"
    }
  }
}

/// What is best after a change, in the words of the plan that it is set beside.
private struct SolvedChangeText {
  let plan: Plan

  /// What the objective is.
  var measure: String {
    switch plan.inputs.goal.objective {
    case .latency: "time per output token"
    case .gpus: "GPUs for the demand"
    case .throughput: "tokens/s in all"
    case .cost: isPriced ? "USD per million tokens" : "GPU-hours per million tokens"
    }
  }

  /// "0.171 → 0.158 (-7.6 %)".
  func objective(_ solved: SolvedChange) -> String {
    // Of what is made as large as can be, the change is that of its inverse.
    let change = plan.inputs.goal.objective == .throughput ? solved.gain : solved.relativeChange
    return "\(value(solved.objectiveBefore)) → \(value(solved.objective)) (\(Self.signed(change)))"
  }

  /// "same layout, batch 15,616" or the layout that wins instead.
  func layout(_ solved: SolvedChange) -> String {
    let batch = "batch \(Numerals.grouped(solved.layout.sequencesPerReplica))"
    let others = solved.others.map { ", beside \(Numerals.count($0.gpus, "GPU")) of other replicas" } ?? ""
    if solved.isSameLayout { return "same layout, \(batch)\(others)" }
    let pool = solved.layout.pool == plan.layout.pool ? "" : " in \(solved.layout.pool)"
    let name = FrontierNames.name(stages: solved.layout.stages, gpus: solved.layout.gpusPerReplica)
    return "\(name)\(pool), \(batch)\(others)"
  }

  private var isPriced: Bool { plan.certificate.objectiveUnit == .dollarsPerToken }

  private func value(_ objective: Double) -> String {
    switch plan.inputs.goal.objective {
    case .latency: "\(Seconds(objective))"
    case .gpus: Numerals.grouped(rounding: objective)
    case .throughput: Numerals.grouped(rounding: 1 / objective)
    case .cost: Numerals.significant(isPriced ? objective * 1e6 : objective * 1e6 / 3600)
    }
  }

  /// "+3.1 %".
  static func signed(_ share: Double, decimals: Int = 1) -> String {
    let text = Numerals.percent(abs(share), decimals: decimals)
    let isZero = !text.contains { $0.isNumber && $0 != "0" }
    return isZero ? text : (share < 0 ? "-" : "+") + text
  }
}
