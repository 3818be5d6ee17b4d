import Costing
import Plans

/// Every time and byte of the prediction, recomputed.
struct PredictionCheck {
  private let plan: Plan
  private let costs: CostModel

  init(_ plan: Plan, costs: CostModel) {
    self.plan = plan
    self.costs = costs
  }

  var findings: [Finding] {
    let stages = plan.layout.stages.compactMap(\.assignment)
    let hops = (plan.layout.stages.dropFirst().map(\.hop) + [plan.layout.tokenReturn]).compactMap { name in
      name.flatMap { costs.levelNames.firstIndex(of: $0) }
    }
    let replica = ReplicaLayout(
      stages: stages, hopLevels: stages.count > 1 ? hops : [], microBatch: plan.layout.microBatch,
      microBatches: plan.layout.microBatches)
    let cost = costs.cost(of: replica)
    let actual = Prediction(cost, costs: costs, replicas: plan.layout.replicas)
    return rates(actual) + roofline(actual) + stageFindings(actual) + capacity(actual) + target(actual)
      + bottlenecks(BottleneckAnalysis(cost, costs: costs).bottlenecks)
  }

  private func rates(_ actual: Prediction) -> [Finding] {
    let claimed = plan.prediction
    let figures: [(String, Double, Double)] = [
      ("timePerOutputToken_s", claimed.timePerOutputToken, actual.timePerOutputToken),
      ("round_s", claimed.round, actual.round), ("latency_s", claimed.latency, actual.latency),
      ("tokensPerSecondPerGPU", claimed.tokensPerSecondPerGPU, actual.tokensPerSecondPerGPU),
      ("tokensPerSecondPerUser", claimed.tokensPerSecondPerUser, actual.tokensPerSecondPerUser),
      ("tokensPerSecondPerReplica", claimed.tokensPerSecondPerReplica, actual.tokensPerSecondPerReplica),
      ("tokensPerSecond", claimed.tokensPerSecond, actual.tokensPerSecond),
      ("costPerMillionTokens_USD", claimed.costPerMillionTokens ?? -1, actual.costPerMillionTokens ?? -1),
      ("perMillionTokens_GPUHours", claimed.gpuHoursPerMillionTokens, actual.gpuHoursPerMillionTokens),
    ]
    var findings = figures.compactMap { compare("prediction.\($0)", $1, $2, id: "time-wrong") }
    if claimed.hops.map(\.level) != actual.hops.map(\.level) {
      findings.append(
        Finding(
          id: "time-wrong", key: "prediction.hops", claimed: "\(claimed.hops.map(\.level))",
          actual: "\(actual.hops.map(\.level))"))
    }
    return findings
      + zip(claimed.hops, actual.hops).enumerated().compactMap { index, pair in
        compare("prediction.hops[\(index)].time_s", pair.0.time, pair.1.time, id: "time-wrong")
      }
  }

  private func roofline(_ actual: Prediction) -> [Finding] {
    let claimed = plan.prediction
    let figures: [(String, Double, Double)] = [
      ("roofline.crossoverBatch_sequences", claimed.roofline.crossoverBatch, actual.roofline.crossoverBatch),
      ("roofline.memoryDrain_s", claimed.roofline.memoryDrain, actual.roofline.memoryDrain),
      (
        "memoryWithTwiceTheStages.cache_B", claimed.memoryWithTwiceTheStages?.cache ?? -1,
        actual.memoryWithTwiceTheStages?.cache ?? -1
      ),
      (
        "memoryWithTwiceTheStages.weights_B", claimed.memoryWithTwiceTheStages?.weights ?? -1,
        actual.memoryWithTwiceTheStages?.weights ?? -1
      ),
    ]
    return figures.compactMap { compare("prediction.\($0)", $1, $2, id: "memory-wrong") }
  }

  private func stageFindings(_ actual: Prediction) -> [Finding] {
    guard plan.prediction.stages.count == actual.stages.count else {
      return [
        Finding(
          id: "time-wrong", key: "prediction.stages", claimed: "\(plan.prediction.stages.count) stages",
          actual: "\(actual.stages.count)")
      ]
    }
    return zip(plan.prediction.stages, actual.stages).enumerated().flatMap { index, pair in
      stage("prediction.stages[\(index)]", pair.0, pair.1)
    }
  }

  private func stage(_ key: String, _ claimed: StagePrediction, _ actual: StagePrediction) -> [Finding] {
    let memory: [(String, Double, Double)] = [
      ("weights_B", claimed.memory.weights, actual.memory.weights),
      ("experts_B", claimed.memory.experts, actual.memory.experts),
      ("redundantExperts_B", claimed.memory.redundantExperts ?? 0, actual.memory.redundantExperts ?? 0),
      ("cache_B", claimed.memory.cache, actual.memory.cache),
      ("activations_B", claimed.memory.activations, actual.memory.activations),
      ("reserve_B", claimed.memory.reserve, actual.memory.reserve),
      ("usable_B", claimed.memory.usable, actual.memory.usable), ("free_B", claimed.memory.free, actual.memory.free),
    ]
    var findings = [
      compare("\(key).time_s", claimed.time, actual.time, id: "time-wrong"),
      compare("\(key).bubble", claimed.bubble, actual.bubble, id: "time-wrong"),
    ].compactMap(\.self)
    findings += memory.compactMap { compare("\(key).memory.\($0)", $1, $2, id: "memory-wrong") }
    if claimed.operators.map(\.name) != actual.operators.map(\.name) {
      findings.append(
        Finding(
          id: "time-wrong", key: "\(key).operators", claimed: "\(claimed.operators.count)",
          actual: "\(actual.operators.count)"))
    }
    return findings
      + zip(claimed.operators, actual.operators).compactMap {
        compare("\(key).operators.\($1.name)", $0.time, $1.time, id: "time-wrong")
      }
  }

  private func capacity(_ actual: Prediction) -> [Finding] {
    actual.stages.enumerated().filter { $0.element.memory.free < 0 }.map { index, stage in
      Finding(
        id: "memory-full", key: "prediction.stages[\(index)].memory", claimed: "a layout that fits",
        actual: "\(-stage.memory.free) B too much")
    }
  }

  private func target(_ actual: Prediction) -> [Finding] {
    guard let target = plan.inputs.goal.timePerOutputToken, actual.timePerOutputToken > target * (1 + 1e-9) else {
      return []
    }
    return [
      Finding(
        id: "target-missed", key: "inputs.goal.timePerOutputToken_s", claimed: "\(target)",
        actual: "\(actual.timePerOutputToken)")
    ]
  }

  private func bottlenecks(_ actual: [Bottleneck]) -> [Finding] {
    guard plan.bottlenecks.map(\.resource) == actual.map(\.resource) else {
      return [
        Finding(
          id: "bottleneck-wrong", key: "bottlenecks", claimed: plan.bottlenecks.map(\.resource).joined(separator: ", "),
          actual: actual.map(\.resource).joined(separator: ", "))
      ]
    }
    return zip(plan.bottlenecks, actual).compactMap {
      compare("bottlenecks.\($1.resource)", $0.time, $1.time, id: "bottleneck-wrong")
    }
  }

  /// Rounding apart: sums may be taken in another order.
  private func compare(_ key: String, _ claimed: Double, _ actual: Double, id: String) -> Finding? {
    let scale = max(abs(claimed), abs(actual), 1e-12)
    guard !(abs(claimed - actual) <= 1e-9 * scale) else { return nil }
    return Finding(id: id, key: key, claimed: "\(claimed)", actual: "\(actual)")
  }
}
