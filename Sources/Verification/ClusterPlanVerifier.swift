import Clusters
import Plans
import Quantities

/// Verifies a cluster plan by its inputs: the rate and times of every worker, every GPU, every sum, and the capacity
/// after failures. It uses neither the solver nor the search.
public struct ClusterPlanVerifier: Sendable {
  private let plan: ClusterPlan
  private let inputs: ClusterVerifierInputs

  /// The result of recomputing a plan.
  public struct Verdict: Sendable {
    /// The violations found; empty for a correct plan.
    public let findings: [Finding]
    /// The plan with its workers and places as they are, and the figures that these give; `nil` where places cannot be
    /// followed.
    public let recomputed: ClusterPlan?
  }

  /// - Parameters:
  ///   - plan: The plan as read.
  ///   - inputs: The inputs, read again.
  public init(_ plan: ClusterPlan, inputs: ClusterVerifierInputs) {
    self.plan = plan
    self.inputs = inputs
  }

  /// The violations found; empty for a correct plan.
  /// - Throws: `Diagnostic` where the inputs cannot be costed.
  public func findings() throws -> [Finding] { try verdict().findings }

  /// Verifies every part of the plan that can be verified, whatever other parts violate.
  /// - Throws: `Diagnostic` where the inputs cannot be costed.
  public func verdict() throws -> Verdict {
    let apart = inputsChanged + ClusterGoalCheck(plan, workloads: inputs.workloads).findings
    let placement = WorkerPlacementCheck(plan, cluster: inputs.cluster)
    let all = apart + placement.findings + ClusterAnswerCheck(plan).findings
    guard placement.isFollowed else { return Verdict(findings: all, recomputed: nil) }
    let rates = WorkerRateCheck(plan: plan, inputs: inputs)
    var rated = plan
    rated.composition.workers = try plan.composition.workers.indices.map(rates.rated)
    let ratedCheck = WorkerRateCheck(plan: rated, inputs: inputs)
    for index in rated.composition.workers.indices {
      rated.composition.workers[index].atDemand = try ratedCheck.atDemand(index)
    }
    let actual = ClusterRecomputation(rated, cluster: inputs.cluster).recomputed
    let asRated = ClusterRecomputation(plan, cluster: inputs.cluster).recomputed
    return Verdict(
      findings: try all + rates.findings() + CompositionCheck(plan, actual: asRated).findings
        + SpareCheck(plan, cluster: inputs.cluster).findings, recomputed: actual)
  }

  private var inputsChanged: [Finding] {
    var claimed: [(name: String, reference: PlanInputs.Reference?)] = [
      ("calibration", plan.inputs.calibration), ("cluster", plan.inputs.cluster), ("workers", plan.inputs.workers),
      ("workload", plan.inputs.workload),
    ]
    claimed += plan.inputs.models.enumerated().map { ("models[\($0)]", $1.model) }
    return InputDigests(actual: inputs.digests).findings(claimed: claimed)
  }
}

/// Checks that answers to further questions agree with the plan; the changed inputs are not read again.
private struct ClusterAnswerCheck: Sendable {
  private let plan: ClusterPlan

  init(_ plan: ClusterPlan) { self.plan = plan }

  var findings: [Finding] { changes + whatIf }

  private var changes: [Finding] {
    let (value, unit) = (plan.composition.value, plan.composition.objective)
    let changes = plan.changes ?? []
    return changes.enumerated().flatMap { index, change -> [Finding] in
      let improvement = unit.improvement(from: value, to: change.objective)
      var findings: [Finding] = []
      if AnswerCheck.differ(change.improvement, improvement) || improvement < 0 || change.objective < 0 {
        findings.append(AnswerCheck.finding("changes[\(index)].improvement", change.improvement, "\(improvement)"))
      }
      return findings + AnswerCheck.order(changes, index)
    }
  }

  private var whatIf: [Finding] {
    (plan.whatIf ?? []).enumerated().flatMap { index, answer -> [Finding] in
      let key = "whatIf[\(index)]"
      guard (answer.value == nil) != (answer.refusal == nil) else {
        return [AnswerCheck.finding(key, "an answer and a refusal, or neither", "one of them")]
      }
      guard let value = answer.value else { return [] }
      var findings: [Finding] = []
      let change = value / plan.composition.value - 1
      if answer.relativeChange.map({ AnswerCheck.differ($0, change) }) ?? true {
        findings.append(
          AnswerCheck.finding("\(key).relativeChange", answer.relativeChange.map { "\($0)" } ?? "none", "\(change)"))
      }
      guard let bound = answer.bound, answer.servedRequestsPerSecond != nil, let gpus = answer.gpusUsed else {
        return findings + [AnswerCheck.finding(key, "a part of an answer", "all of it")]
      }
      let isServed = plan.inputs.objective == .served
      if isServed ? bound < value * (1 - 1e-6) : bound > value * (1 + 1e-6) {
        findings.append(AnswerCheck.finding("\(key).bound", bound, "the answer itself reaches \(value)"))
      }
      if plan.composition.objective == .gpus, abs(Double(gpus) - value) > 1e-6 * value {
        findings.append(AnswerCheck.finding("\(key).gpusUsed", gpus, "\(value)"))
      }
      return findings
    }
  }
}

/// Checks that the goal is valid, and equals the workload file where one was given.
private struct ClusterGoalCheck: Sendable {
  private let plan: ClusterPlan
  private let workloads: [ServedModel]?

  /// - Parameter workloads: The current content of the workload file; `nil` where none was given.
  init(_ plan: ClusterPlan, workloads: [ServedModel]?) {
    self.plan = plan
    self.workloads = workloads
  }

  var findings: [Finding] { goal + served + engine }

  private func finding(_ key: String, _ claimed: String, _ actual: String) -> Finding {
    Finding(id: .goalWrong, key: "inputs.\(key)", claimed: claimed, actual: actual)
  }

  private var goal: [Finding] {
    let inputs = plan.inputs
    var findings: [Finding] = []
    if !(0...1).contains(inputs.tolerance) { findings.append(finding("tolerance", "\(inputs.tolerance)", "0 to 1")) }
    for (key, derate) in [("prefillDerate", inputs.prefillDerate), ("decodeDerate", inputs.decodeDerate)]
    where !(derate > 0 && derate <= 1) {
      findings.append(finding(key, "\(derate)", "above 0, to 1"))
    }
    if let limit = inputs.gpuLimit, limit < 1 { findings.append(finding("gpuLimit", "\(limit)", "more than 0")) }
    let names = inputs.models.map(\.name)
    if names.isEmpty || Set(names).count < names.count { findings.append(finding("models", "\(names)", "each once")) }
    for (index, model) in inputs.models.enumerated() {
      let amounts = [model.requestsPerSecond, model.timeToFirstToken, model.timePerOutputToken, model.inputTokens]
      if amounts.contains(where: { $0.map { !($0 > 0) } ?? false }) {
        findings.append(finding("models[\(index)]", "amounts of 0 or less", "more than 0"))
      }
      let isNeeded = inputs.objective != .served || inputs.models.count > 1
      if isNeeded, model.requestsPerSecond == nil {
        findings.append(finding("models[\(index)].requestsPerSecond", "none", "a demand"))
      }
    }
    return findings
  }

  /// Workers that the requested engine cannot run on any machine.
  private var engine: [Finding] {
    guard let engine = plan.inputs.serving.engine else { return [] }
    return plan.composition.workers.enumerated().compactMap { index, workers in
      workers.degrees.flatMap {
        engine.obstacle(
          tensorParallel: $0.tensorParallel, dataParallel: $0.dataParallel, stages: $0.pipelineParallel)
      }.map {
        Finding(
          id: .engineCannot, key: "composition.workers[\(index)].degrees", claimed: engine.rawValue, actual: $0)
      }
    }
  }

  private var served: [Finding] {
    guard let workloads else { return [] }
    return FieldComparison(id: { _ in .workloadWrong })
      .findings("inputs.models", claimed: plan.inputs.models, actual: workloads)
  }
}

/// Whether the sums of a composition are those of its workers, demands are met, and the certificate's arithmetic holds.
private struct CompositionCheck: Sendable {
  private let plan: ClusterPlan
  private let actual: ClusterPlan
  private static let tolerance = 1e-6

  /// - Parameters:
  ///   - plan: The plan as read.
  ///   - actual: The plan with its sums recomputed.
  init(_ plan: ClusterPlan, actual: ClusterPlan) {
    self.plan = plan
    self.actual = actual
  }

  var findings: [Finding] { models + sums + limits + demands + certificate }

  private var comparison: FieldComparison { FieldComparison(id: { _ in .sumWrong }, tolerance: Self.tolerance) }

  private var models: [Finding] {
    guard plan.composition.models.map(\.model) == plan.inputs.models.map(\.name) else {
      return [
        Finding(
          id: .unknownModel, key: "composition.models", claimed: "\(plan.composition.models.map(\.model))",
          actual: "\(plan.inputs.models.map(\.name))")
      ]
    }
    return comparison.findings(
      "composition.models", claimed: plan.composition.models, actual: actual.composition.models)
  }

  /// Checks all fields except those with their own checks.
  private var sums: [Finding] {
    var claimed = plan.composition
    let actual = actual.composition
    (claimed.models, claimed.workers, claimed.spare) = (actual.models, actual.workers, actual.spare)
    (claimed.bound, claimed.gap, claimed.status) = (actual.bound, actual.gap, actual.status)
    (claimed.program, claimed.isInterrupted) = (actual.program, actual.isInterrupted)
    return comparison.findings("composition", claimed: claimed, actual: actual)
      + comparison.findings(
        "placement.idleGPUs", claimed: plan.placement.idleGPUs, actual: self.actual.placement.idleGPUs)
      + comparison.findings(
        "placement.transfers", claimed: plan.placement.transfers, actual: self.actual.placement.transfers)
      + comparison.findings(
        "placement.workers.number", claimed: plan.placement.workers.map(\.number),
        actual: self.actual.placement.workers.map(\.number))
  }

  private var limits: [Finding] {
    let (gpus, usable) = (actual.composition.gpusUsed, actual.composition.gpusAvailable)
    guard gpus > usable else { return [] }
    return [Finding(id: .gpusExceeded, key: "composition.gpusUsed", claimed: "\(gpus)", actual: "at most \(usable)")]
  }

  private var isServed: Bool { plan.inputs.objective == .served }

  /// The least that is served of each model: after any failure where some were asked about.
  private var demands: [Finding] {
    guard !isServed else { return [] }
    let guaranteed =
      actual.composition.spare?.servedRequestsPerSecond ?? actual.composition.models.map(\.servedRequestsPerSecond)
    return zip(plan.inputs.models, guaranteed).enumerated().compactMap { index, item in
      guard let demand = item.0.requestsPerSecond, item.1 < demand * (1 - Self.tolerance) else { return nil }
      return Finding(
        id: .demandMissed, key: "composition.models[\(index)].servedRequestsPerSecond",
        claimed: "\(Numerals.significant(demand)) wanted", actual: Numerals.significant(item.1))
    }
  }

  private var certificate: [Finding] {
    let (value, reached) = (plan.composition.value, actual.composition.value)
    let bound = plan.composition.bound
    let gap = value > 0 ? (bound - value).magnitude / value : 0
    var findings = comparison.findings("composition.gap", claimed: plan.composition.gap, actual: gap)
    let isBeyond = isServed ? bound < reached * (1 - Self.tolerance) : bound > reached * (1 + Self.tolerance)
    if isBeyond || bound < 0 {
      findings.append(
        Finding(
          id: .boundWrong, key: "composition.bound", claimed: Numerals.significant(bound, digits: 8),
          actual: "this plan reaches \(Numerals.significant(reached, digits: 8))"))
    }
    let isProved = gap <= plan.inputs.tolerance * (1 + 1e-9)
    if plan.composition.status != (isProved ? .proved : .within) {
      findings.append(
        Finding(
          id: .statusWrong, key: "composition.status", claimed: plan.composition.status.rawValue,
          actual: isProved ? "proved" : "within"))
    }
    let program = plan.composition.program
    let counts = [program.workerTypes, program.columns, program.rows, program.nodes, program.iterations]
    if counts.contains(where: { $0 < 0 }) {
      findings.append(
        Finding(id: .programWrong, key: "composition.program", claimed: "\(counts)", actual: "counts"))
    }
    return findings
  }
}
