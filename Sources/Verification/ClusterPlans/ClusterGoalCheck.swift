import Plans

/// That what was asked for can be asked for, and is what the workload file says where one was given.
struct ClusterGoalCheck: Sendable {
  private let plan: ClusterPlan
  private let workloads: [ServedModel]?

  /// - Parameter workloads: What the workload file says now; `nil` where none was given.
  init(_ plan: ClusterPlan, workloads: [ServedModel]?) {
    self.plan = plan
    self.workloads = workloads
  }

  var findings: [Finding] { goal + served + engine }

  private func finding(_ key: String, _ claimed: String, _ actual: String) -> Finding {
    Finding(id: "goal-wrong", key: "inputs.\(key)", claimed: claimed, actual: actual)
  }

  private var goal: [Finding] {
    let inputs = plan.inputs
    var findings: [Finding] = []
    if !["served", "cost", "gpus"].contains(inputs.objective) {
      findings.append(finding("objective", inputs.objective, "served, cost or gpus"))
    }
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
      let isNeeded = inputs.objective != "served" || inputs.models.count > 1
      if isNeeded, model.requestsPerSecond == nil {
        findings.append(finding("models[\(index)].requestsPerSecond", "none", "a demand"))
      }
    }
    return findings
  }

  /// Workers that the engine that was asked for cannot run, whatever the machines.
  private var engine: [Finding] {
    guard let engine = plan.inputs.serving.engine else { return [] }
    return plan.composition.workers.enumerated().compactMap { index, workers in
      workers.degrees.flatMap {
        engine.obstacle(
          tensorParallel: $0.tensorParallel, dataParallel: $0.dataParallel, stages: $0.pipelineParallel)
      }.map {
        Finding(
          id: "engine-cannot", key: "composition.workers[\(index)].degrees", claimed: engine.rawValue, actual: $0)
      }
    }
  }

  private var served: [Finding] {
    guard let workloads else { return [] }
    return FieldComparison(id: { _ in "workload-wrong" })
      .findings("inputs.models", claimed: plan.inputs.models, actual: workloads)
  }
}
