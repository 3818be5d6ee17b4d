import Costing
import Plans

/// Checks the answers to further questions in a plan: they agree with the plan and with themselves. Their changed
/// inputs are not read again, so the answers are not recomputed.
struct AnswerCheck {
  let plan: Plan

  var findings: [Finding] { changes + RedundancyCheck(plan: plan).findings + whatIf + marginals }

  static func finding(_ key: String, _ claimed: some CustomStringConvertible, _ actual: String) -> Finding {
    Finding(id: .answerWrong, key: key, claimed: "\(claimed)", actual: actual)
  }

  static func differ(_ claimed: Double, _ actual: Double) -> Bool {
    !(abs(claimed - actual) <= 1e-9 * max(1, abs(actual)))
  }

  // MARK: - Changes that would help

  /// The objective that improvements are measured against. With copies of experts it is that of the search, before the
  /// final placement of experts.
  private var base: Double? {
    guard plan.inputs.expertLoad != nil else { return plan.certificate.objective }
    if let chosen = plan.redundancy?.first(where: \.isChosen) { return chosen.objective }
    return plan.changes.first.map { $0.objective / (1 - $0.improvement) }
  }

  private var changes: [Finding] {
    guard let base else { return [] }
    var findings: [Finding] = []
    for (index, change) in plan.changes.enumerated() {
      let improvement = (base - change.objective) / base
      if Self.differ(change.improvement, improvement) || improvement < 0 || change.objective < 0 {
        findings.append(Self.finding("changes[\(index)].improvement", change.improvement, "\(improvement)"))
      }
      findings += Self.order(plan.changes, index)
    }
    if abs(base / plan.certificate.objective - 1) > RedundancyCheck.searchError {
      findings.append(Self.finding("changes", base, "shares of \(plan.certificate.objective)"))
    }
    return findings
  }

  /// Whether a change stands behind larger ones, and once.
  static func order(_ changes: [PlanChange], _ index: Int) -> [Finding] {
    let change = changes[index]
    var findings: [Finding] = []
    if index > 0, change.improvement > changes[index - 1].improvement {
      findings.append(finding("changes[\(index)]", change.improvement, "the largest improvement first"))
    }
    if changes.prefix(index).contains(where: { $0.change == change.change }) {
      findings.append(finding("changes[\(index)].change", change.change, "each change once"))
    }
    return findings
  }

  // MARK: - Questions

  private var whatIf: [Finding] {
    (plan.whatIf ?? []).enumerated().flatMap { index, question -> [Finding] in
      let key = "whatIf[\(index)]"
      guard (question.answer == nil) != (question.refusal == nil) else {
        return [Self.finding(key, "an answer and a refusal, or neither", "one of them")]
      }
      guard let solved = question.answer else { return [] }
      let check = SolvedChangeCheck(solved: solved, plan: plan, key: "\(key).answer")
      return check.objectiveBefore + check.findings
    }
  }

  /// Solved finer than the plan, but neither worse nor better than its bound allows.
  private var marginals: [Finding] {
    let answers = (plan.marginals ?? []).enumerated().flatMap { index, marginal -> [Finding] in
      let key = "marginals[\(index)]"
      guard (marginal.answer == nil) != (marginal.reason == nil) else {
        return [Self.finding(key, "an answer and a reason, or neither", "one of them")]
      }
      guard let solved = marginal.answer else { return [] }
      let check = SolvedChangeCheck(solved: solved, plan: plan, key: "\(key).answer")
      return check.objectiveWithinGap + check.findings
    }
    return answers + derivatives + twice
  }

  /// The derivatives that the bottlenecks give for the same unit.
  private var derivatives: [Finding] {
    let gains = Dictionary(
      plan.bottlenecks.compactMap { $0.marginal.map { ($0.unit, $0.gain) } }, uniquingKeysWith: { first, _ in first })
    return (plan.marginals ?? []).enumerated().compactMap { index, marginal in
      guard let derivative = marginal.derivative else { return nil }
      let actual = gains[marginal.unit] ?? 0
      guard Self.differ(derivative, actual) else { return nil }
      return Self.finding("marginals[\(index)].derivative", derivative, "\(actual)")
    }
  }

  private var twice: [Finding] {
    let units = (plan.marginals ?? []).map(\.unit)
    guard Set(units).count < units.count else { return [] }
    return [Self.finding("marginals", units.count, "each unit once")]
  }
}

/// Checks that the value of expert copies is given where it should be, and agrees with the plan for the plan's own
/// layout.
private struct RedundancyCheck {
  let plan: Plan
  /// The tolerance for a search, which places experts with less effort than the final plan.
  static let searchError = 0.1

  var findings: [Finding] {
    let values = plan.redundancy ?? []
    let isAsked = plan.inputs.expertLoad != nil && plan.inputs.goal.redundantExperts == nil
    let isDivided = plan.layout.stages.contains { $0.expertParallel > 1 }
    // A plan whose figures were recomputed has none.
    guard !values.isEmpty else { return [] }
    guard isAsked, isDivided else {
      return [AnswerCheck.finding("redundancy", "\(values.count) entries", "nothing without copies to choose")]
    }
    let chosen = values.enumerated().filter { $0.element.isChosen }
    guard chosen.count == 1, let own = chosen.first else {
      return [AnswerCheck.finding("redundancy", "\(chosen.count) entries chosen", "one, the plan's own")]
    }
    return self.own("redundancy[\(own.offset)]", own.element) + order(values) + others(values)
  }

  private func own(_ key: String, _ value: RedundancyValue) -> [Finding] {
    let copies = plan.layout.stages.map { $0.redundantExperts ?? 0 }.max() ?? 0
    let bytes = plan.prediction.stages.map { $0.memory.redundantExperts ?? 0 }.max() ?? 0
    let fewerCopies = plan.layout.stages.compactMap(\.sparedLayers).first
    let layers = fewerCopies.map { $0.layersWithExperts - $0.count }
    var findings: [Finding] = []
    if value.redundantExperts != copies {
      findings.append(AnswerCheck.finding("\(key).redundantExperts", value.redundantExperts, "\(copies)"))
    }
    if abs(value.bytes - bytes) > 1e-9 * max(1, bytes) {
      findings.append(AnswerCheck.finding("\(key).bytes_B", value.bytes, "\(bytes)"))
    }
    if value.layers != layers {
      findings.append(AnswerCheck.finding("\(key).layers", value.layers ?? 0, "\(layers ?? 0)"))
    }
    if value.slots != slots {
      findings.append(
        AnswerCheck.finding(
          "\(key).slotsPerGPU", value.slots.map { "\($0)" } ?? "none", slots.map { "\($0)" } ?? "none"))
    }
    let objective = plan.certificate.objective
    if !(abs(value.objective - objective) <= Self.searchError * objective) {
      findings.append(AnswerCheck.finding("\(key).objective", value.objective, "near \(objective)"))
    }
    return findings
  }

  /// Slots beyond ⌈E / EP⌉ of the stage that has most; `nil` where each expert has one copy.
  private var slots: Int? {
    let experts = Set((plan.placement.experts.first?.ranks ?? []).flatMap(\.self)).count
    return plan.layout.stages.map(\.expertParallelism).filter { $0.redundantExperts > 0 }.map {
      $0.slots(experts: experts) - ExpertParallelism(expertParallel: $0.expertParallel).slots(experts: experts)
    }.max()
  }

  private func order(_ values: [RedundancyValue]) -> [Finding] {
    let keys = values.map { [$0.slots ?? -1, $0.layers ?? .max] }
    let isRising = zip(keys, keys.dropFirst()).allSatisfy { $0.lexicographicallyPrecedes($1) }
    return isRising ? [] : [AnswerCheck.finding("redundancy", "\(keys.map { $0[0] })", "each number once, rising")]
  }

  /// The search took the best.
  private func others(_ values: [RedundancyValue]) -> [Finding] {
    values.enumerated().compactMap { index, value in
      guard value.objective > 0, value.bytes >= 0, value.redundantExperts >= 0 else {
        return AnswerCheck.finding("redundancy[\(index)]", "less than nothing", "amounts")
      }
      // Copies in slots that were empty take nothing more on the fullest GPU.
      let isEmpty = value.redundantExperts == 0
      guard isEmpty == (value.slots == nil), isEmpty ? value.bytes == 0 : value.slots == 0 || value.bytes > 0 else {
        return AnswerCheck.finding(
          "redundancy[\(index)]", "\(value.redundantExperts) copies", "slots and bytes for them")
      }
      return nil
    }
  }
}

/// Checks that the figures of one answer are consistent: times and rates with the layout and its batch, shares with
/// their bases.
private struct SolvedChangeCheck {
  let solved: SolvedChange
  let plan: Plan
  let key: String

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
      + compare(
        "tokensPerSecond", solved.tokensPerSecond,
        perReplica * Double(solved.layout.replicas) + (solved.others?.tokensPerSecond ?? 0))
  }

  /// Checks the objective. The price of a GPU may be what was changed.
  private var objective: [Finding] {
    switch plan.certificate.objectiveUnit {
    case .secondsPerToken: compare("objective", solved.objective, solved.timePerOutputToken)
    case .secondsPerTokenOfAll: compare("objective", solved.objective, 1 / solved.tokensPerSecond)
    case .gpuSecondsPerToken: compare("objective", solved.objective, 1 / solved.tokensPerSecondPerGPU)
    case .gpus:
      compare(
        "objective", solved.objective,
        Double(solved.layout.replicas * solved.layout.gpusPerReplica + (solved.others?.gpus ?? 0)))
    case .dollarsPerToken: []
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
