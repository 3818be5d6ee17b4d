import Plans

/// That the plan does what was asked for: some replica at all, the batch, no more GPUs than allowed, the demand.
struct GoalCheck {
  private let plan: Plan

  init(_ plan: Plan) { self.plan = plan }

  var findings: [Finding] { [replicas, batch, gpuLimit, redundancy, evenness, demand].compactMap(\.self) }

  private var replicas: Finding? {
    guard plan.layout.replicas < 1 else { return nil }
    return Finding(
      id: "replicas-wrong", key: "layout.replicas", claimed: "\(plan.layout.replicas)", actual: "at least one")
  }

  /// B sequences in m whole micro-batches, none of them empty.
  private var batch: Finding? {
    guard let batch = plan.inputs.goal.batch else { return nil }
    let layout = plan.layout
    guard layout.sequencesPerReplica < batch || layout.sequencesPerReplica - layout.microBatch >= batch else {
      return nil
    }
    return Finding(
      id: "batch-wrong", key: "layout.microBatches", claimed: "\(layout.microBatches) × \(layout.microBatch)",
      actual: "\(batch) sequences asked for")
  }

  private var gpuLimit: Finding? {
    let used = plan.placement.gpus.count
    guard let limit = plan.inputs.goal.gpuLimit, used > limit else { return nil }
    return Finding(id: "gpu-limit", key: "placement.gpus", claimed: "\(used) GPUs", actual: "at most \(limit) allowed")
  }

  private var redundancy: Finding? {
    let copies = plan.layout.stages.map { $0.redundantExperts ?? 0 }
    guard let asked = plan.inputs.goal.redundantExperts, let wrong = copies.firstIndex(where: { $0 > asked }) else {
      return nil
    }
    return Finding(
      id: "redundancy-wrong", key: "layout.stages[\(wrong)].redundantExperts", claimed: "\(copies[wrong])",
      actual: "\(asked) asked for")
  }

  private var evenness: Finding? {
    let stages = plan.layout.stages
    guard plan.inputs.goal.evenRedundancy == true || plan.inputs.goal.redundantExperts != nil,
      let wrong = stages.firstIndex(where: { $0.sparedLayers != nil })
    else { return nil }
    return Finding(
      id: "redundancy-wrong", key: "layout.stages[\(wrong)].sparedLayers",
      claimed: "\(stages[wrong].sparedLayers?.count ?? 0) layers with fewer copies", actual: "as many asked for in each"
    )
  }

  private var demand: Finding? {
    guard plan.inputs.goal.objective == "gpus", let demand = plan.inputs.goal.tokensPerSecond else { return nil }
    let served = plan.prediction.tokensPerSecond
    guard served < demand * (1 - 1e-9) else { return nil }
    return Finding(
      id: "demand-missed", key: "inputs.goal.tokensPerSecond", claimed: "\(demand)", actual: "\(served) tokens/s")
  }
}
