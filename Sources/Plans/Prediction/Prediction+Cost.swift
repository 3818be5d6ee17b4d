import Costing
import Quantities

extension Prediction {
  /// The prediction that follows from the cost of a replica.
  /// - Parameters:
  ///   - cost: Of one replica.
  ///   - costs: The model that it was costed with.
  ///   - replicas: Identical replicas that are placed.
  public init(_ cost: ReplicaCost, costs: CostModel, replicas: Int) {
    let gpus = Double(cost.layout.gpus)
    let perGPU = cost.tokensPerSecond.value / gpus
    self.init(
      timePerOutputToken: cost.timePerOutputToken.value, timePerOutputTokenRange: Self.range(cost, costs),
      round: cost.round.time.value,
      latency: cost.round.latency.value, tokensPerSecondPerGPU: perGPU,
      tokensPerSecondPerUser: 1 / cost.timePerOutputToken.value,
      tokensPerSecondPerReplica: cost.tokensPerSecond.value,
      tokensPerSecond: cost.tokensPerSecond.value * Double(replicas),
      costPerMillionTokens: costs.pool.price.map { $0.value / perGPU * 1e6 },
      gpuHoursPerMillionTokens: 1e6 / perGPU / 3600,
      stages: zip(cost.stages, cost.round.bubbles).map { StagePrediction($0, bubble: $1) },
      hops: zip(cost.hops, cost.layout.hopLevels).map {
        HopPrediction(level: costs.levelNames[$1], time: $0.time.value)
      },
      roofline: RooflinePrediction(
        crossoverBatch: costs.crossoverBatch().value, memoryDrain: costs.pool.accelerator.memoryDrainTime.value),
      memoryWithTwiceTheStages: Self.memoryWithTwiceTheStages(cost.layout, costs),
      inheritedCalibration: costs.inheritedCalibration.map { "\($0.from): \($0.evidence)" })
  }
}

extension Prediction {
  /// A plan is of decode alone.
  private static func range(_ cost: ReplicaCost, _ costs: CostModel) -> PredictionRange? {
    let crosses = cost.layout.hopLevels.contains { $0 > 0 } || cost.layout.stages.contains { $0.layout.domains > 1 }
    return costs.errorRange(of: .timePerOutputToken, crosses ? .acrossDomains : .apart)
      .map { PredictionRange($0, around: cost.timePerOutputToken.value) }
  }

  private static func memoryWithTwiceTheStages(_ layout: ReplicaLayout, _ costs: CostModel) -> MemoryPrediction? {
    let stages = layout.withTwiceTheStages.map { costs.cost(of: $0).stages } ?? []
    return stages.map { StagePrediction($0, bubble: 0).memory }.min { $0.free < $1.free }
  }
}

extension StagePrediction {
  /// - Parameters:
  ///   - stage: Its cost.
  ///   - bubble: Share of the round in which it has nothing to do.
  public init(_ stage: StageCost, bubble: Double) {
    let memory = stage.memory
    self.init(
      time: stage.time.value, bubble: bubble,
      memory: MemoryPrediction(
        weights: memory.weights.value, experts: memory.experts.value,
        redundantExperts: memory.redundantExperts?.value, cache: memory.cache.value,
        activations: memory.activations.value, reserve: memory.reserve.value, usable: memory.usable.value),
      operators: stage.operators.map { total in
        let waiting = total.waiting.filter { $0.value > 0 }
        return OperatorPrediction(
          name: total.name, time: total.time,
          waiting: Dictionary(uniqueKeysWithValues: waiting.map { ($0.key.rawValue, $0.value) }))
      })
  }
}
