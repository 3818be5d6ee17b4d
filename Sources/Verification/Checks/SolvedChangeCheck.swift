import Plans

/// That the figures of one answer follow from each other: times and rates from the layout and its batch, shares from what
/// they are shares of.
struct SolvedChangeCheck {
  private let solved: SolvedChange
  private let plan: Plan
  private let key: String

  init(_ solved: SolvedChange, plan: Plan, key: String) {
    self.solved = solved
    self.plan = plan
    self.key = key
  }

  var objectiveBefore: [Finding] {
    compare("objectiveBefore", solved.objectiveBefore, plan.certificate.objective)
  }

  var objectiveWithinGap: [Finding] {
    let (bound, objective) = (plan.certificate.bound, plan.certificate.objective)
    guard solved.objectiveBefore < bound * (1 - 1e-9) || solved.objectiveBefore > objective * (1 + 1e-9) else {
      return []
    }
    return [finding("objectiveBefore", "\(solved.objectiveBefore)", "from \(bound) to \(objective)")]
  }

  var findings: [Finding] { shares + rates + objective + layout }

  private func finding(_ part: String, _ claimed: String, _ actual: String) -> Finding {
    AnswerCheck.finding("\(key).\(part)", claimed, actual)
  }

  private func compare(_ part: String, _ claimed: Double, _ actual: Double) -> [Finding] {
    guard !(abs(claimed - actual) <= 1e-9 * abs(actual)) else { return [] }
    return [finding(part, "\(claimed)", "\(actual)")]
  }

  private var shares: [Finding] {
    let change = solved.objective / solved.objectiveBefore - 1
    var findings: [Finding] = []
    if AnswerCheck.differ(solved.relativeChange, change) {
      findings.append(finding("relativeChange", "\(solved.relativeChange)", "\(change)"))
    }
    if !(solved.bound <= solved.objective * (1 + 1e-9)) || solved.bound < 0 {
      findings.append(finding("bound", "\(solved.bound)", "the answer itself reaches \(solved.objective)"))
    }
    return findings
  }

  /// B sequences gain a token each in every TPOT.
  private var rates: [Finding] {
    let gpus = Double(solved.layout.gpusPerReplica)
    let perReplica = Double(solved.layout.sequencesPerReplica) / solved.timePerOutputToken
    return compare("tokensPerSecondPerGPU", solved.tokensPerSecondPerGPU, perReplica / gpus)
      + compare("tokensPerSecond", solved.tokensPerSecond, perReplica * Double(solved.layout.replicas))
  }

  /// What a GPU costs may be what was changed.
  private var objective: [Finding] {
    switch plan.certificate.objectiveUnit {
    case "seconds per output token": compare("objective", solved.objective, solved.timePerOutputToken)
    case "GPU-seconds per output token": compare("objective", solved.objective, 1 / solved.tokensPerSecondPerGPU)
    case "GPUs":
      compare("objective", solved.objective, Double(solved.layout.replicas * solved.layout.gpusPerReplica))
    default: []
    }
  }

  private var layout: [Finding] {
    let (stages, own) = (solved.layout.stages, plan.layout.stages)
    let gpus = stages.reduce(0) { $0 + $1.gpus }
    var findings: [Finding] = []
    if gpus != solved.layout.gpusPerReplica || stages.contains(where: { $0.assignment == nil }) {
      findings.append(finding("layout", "\(solved.layout.gpusPerReplica) GPUs", "\(gpus) GPUs in its stages"))
    }
    let isSame = stages.map(\.assignment) == own.map(\.assignment) && solved.layout.pool == plan.layout.pool
    if solved.isSameLayout != isSame {
      findings.append(finding("isSameLayout", "\(solved.isSameLayout)", "\(isSame)"))
    }
    let next = stages.reduce(0) { $1.firstLayer == $0 ? $1.lastLayer + 1 : -1 }
    if next != (own.last?.lastLayer ?? 0) + 1 {
      findings.append(
        finding("layout.stages", "layers \(stages.map { "\($0.firstLayer)–\($0.lastLayer)" })", "every layer once"))
    }
    return findings
  }
}
