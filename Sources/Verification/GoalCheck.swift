import Plans

/// Checks that the goal is valid and the plan meets it: the limit of GPUs, and for each kind of worker at least one, the
/// batch and the copies.
struct GoalCheck {
  let plan: Plan

  var findings: [Finding] { goal + [gpuLimit].compactMap(\.self) }

  /// For a plan of one kind what that kind has to keep to.
  var findingsOfKind: [Finding] { [replicas, batch, redundancy, evenness, engine].compactMap(\.self) }

  /// - Parameter actual: The plan with its figures recomputed.
  func demand(_ actual: Plan) -> [Finding] {
    guard plan.inputs.goal.objective == .gpus, let demand = plan.inputs.goal.tokensPerSecond else { return [] }
    let served = actual.total.tokensPerSecond
    if served < demand * (1 - 1e-9) {
      return [
        Finding(
          id: .demandMissed, key: "inputs.goal.tokensPerSecond", claimed: "\(demand)", actual: "\(served) tokens/s")
      ]
    }
    let spare = actual.workers.firstIndex { kind in
      kind.prediction.tokensPerSecondPerReplica <= (served - demand) * (1 - 1e-9)
    }
    return spare.map { index in
      let replicas = plan.workers[index].layout.replicas
      return [
        Finding(
          id: .replicasWrong, key: "workers[\(index)].layout.replicas", claimed: "\(replicas)",
          actual: "\(replicas - 1) serve the demand")
      ]
    } ?? []
  }

  private var goal: [Finding] {
    let goal = plan.inputs.goal
    func finding(_ key: String, _ claimed: String, _ actual: String) -> Finding {
      Finding(id: .goalWrong, key: "inputs.goal.\(key)", claimed: claimed, actual: actual)
    }
    var findings: [Finding] = []
    if goal.objective == .latency, goal.batch == nil { findings.append(finding("batch_sequences", "none", "a batch")) }
    if goal.objective == .gpus, goal.tokensPerSecond == nil {
      findings.append(finding("tokensPerSecond", "none", "a demand"))
    }
    if !(0...1).contains(goal.tolerance) { findings.append(finding("tolerance", "\(goal.tolerance)", "0 to 1")) }
    let least: [(String, Double?)] = [
      ("timePerOutputToken_s", goal.timePerOutputToken), ("tokensPerSecond", goal.tokensPerSecond),
      ("batch_sequences", goal.batch.map(Double.init)), ("gpuLimit", goal.gpuLimit.map(Double.init)),
    ]
    findings += least.compactMap { key, value in
      value.flatMap { $0 > 0 ? nil : finding(key, "\($0)", "more than 0") }
    }
    return findings
  }

  private var replicas: Finding? {
    guard plan.layout.replicas < 1 else { return nil }
    return Finding(
      id: .replicasWrong, key: "layout.replicas", claimed: "\(plan.layout.replicas)", actual: "at least one")
  }

  /// B sequences in m whole micro-batches, none of them empty.
  private var batch: Finding? {
    guard let batch = plan.inputs.goal.batch else { return nil }
    let layout = plan.layout
    guard layout.sequencesPerReplica < batch || layout.sequencesPerReplica - layout.microBatch >= batch else {
      return nil
    }
    return Finding(
      id: .batchWrong, key: "layout.microBatches", claimed: "\(layout.microBatches) × \(layout.microBatch)",
      actual: "\(batch) sequences asked for")
  }

  private var gpuLimit: Finding? {
    let used = plan.workers.reduce(0) { $0 + $1.placement.gpus.count }
    guard let limit = plan.inputs.goal.gpuLimit, used > limit else { return nil }
    return Finding(id: .gpuLimit, key: "workers", claimed: "\(used) GPUs", actual: "at most \(limit) allowed")
  }

  /// A layout that the requested engine cannot run on any machine.
  private var engine: Finding? {
    guard let engine = plan.inputs.goal.engine, let first = plan.layout.stages.first else { return nil }
    let stages = plan.layout.stages
    let isAlike = stages.allSatisfy {
      ($0.tensorParallel, $0.dataParallel, $0.expertParallel, $0.domains, $0.redundantExperts)
        == (first.tensorParallel, first.dataParallel, first.expertParallel, first.domains, first.redundantExperts)
    }
    let obstacle =
      !isAlike
      ? "stages that are alike"
      : plan.layout.microBatches != stages.count
        ? "as many micro-batches as stages, \(stages.count)"
        : engine.obstacle(
          tensorParallel: first.tensorParallel, dataParallel: first.dataParallel, stages: stages.count)
    return obstacle.map {
      Finding(id: .engineCannot, key: "inputs.goal.engine", claimed: engine.rawValue, actual: $0)
    }
  }

  private var redundancy: Finding? {
    let copies = plan.layout.stages.map { $0.redundantExperts ?? 0 }
    guard let asked = plan.inputs.goal.redundantExperts, let wrong = copies.firstIndex(where: { $0 > asked }) else {
      return nil
    }
    return Finding(
      id: .redundancyWrong, key: "layout.stages[\(wrong)].redundantExperts", claimed: "\(copies[wrong])",
      actual: "\(asked) asked for")
  }

  private var evenness: Finding? {
    let stages = plan.layout.stages
    let goal = plan.inputs.goal
    guard goal.evenRedundancy == true || goal.redundantExperts != nil || goal.engine != nil,
      let wrong = stages.firstIndex(where: { $0.sparedLayers != nil })
    else { return nil }
    return Finding(
      id: .redundancyWrong, key: "layout.stages[\(wrong)].sparedLayers",
      claimed: "\(stages[wrong].sparedLayers?.count ?? 0) layers with fewer copies", actual: "as many asked for in each"
    )
  }
}
