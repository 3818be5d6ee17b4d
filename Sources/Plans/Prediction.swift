import Costing
import Quantities

/// The speed of the layout and the memory of its GPUs. Decode only: prefill is not in these numbers.
public struct Prediction: Codable, Sendable, Equatable {
  /// "decode".
  public var phase: String
  /// TPOT.
  public var timePerOutputToken: Double
  /// Where eight of ten measurements would lie, by the calibration's errors on runs that it had not seen; absent where it
  /// has none.
  public var timePerOutputTokenRange: PredictionRange?
  /// R.
  public var round: Double
  /// Σ (T_s + h_s).
  public var latency: Double
  /// Output tokens per second of one GPU in use.
  public var tokensPerSecondPerGPU: Double
  /// Output tokens per second that one user sees.
  public var tokensPerSecondPerUser: Double
  /// Output tokens per second of one replica.
  public var tokensPerSecondPerReplica: Double
  /// Output tokens per second of all replicas.
  public var tokensPerSecond: Double
  /// The cost of the GPUs, where a price is known.
  public var costPerMillionTokens: Double?
  /// GPU-hours per million output tokens.
  public var gpuHoursPerMillionTokens: Double
  /// Each stage.
  public var stages: [StagePrediction]
  /// Each hop, and the return.
  public var hops: [HopPrediction]
  /// The balance points of the hardware.
  public var roofline: RooflinePrediction
  /// The fullest GPU if the pipeline had twice the stages with twice the micro-batches in flight; absent where a stage
  /// holds a single layer.
  public var memoryWithTwiceTheStages: MemoryPrediction?
  /// The family whose calibration was used in place of the accelerator's own; absent where it has its own.
  public var inheritedCalibration: String?

  enum CodingKeys: String, CodingKey {
    case phase
    case timePerOutputToken = "timePerOutputToken_s"
    case timePerOutputTokenRange
    case round = "round_s"
    case latency = "latency_s"
    case tokensPerSecondPerGPU, tokensPerSecondPerUser, tokensPerSecondPerReplica, tokensPerSecond
    case costPerMillionTokens = "costPerMillionTokens_USD"
    case gpuHoursPerMillionTokens = "perMillionTokens_GPUHours"
    case stages, hops, roofline, memoryWithTwiceTheStages, inheritedCalibration
  }

  public init(
    timePerOutputToken: Double, timePerOutputTokenRange: PredictionRange? = nil, round: Double, latency: Double,
    tokensPerSecondPerGPU: Double,
    tokensPerSecondPerUser: Double, tokensPerSecondPerReplica: Double, tokensPerSecond: Double,
    costPerMillionTokens: Double?, gpuHoursPerMillionTokens: Double, stages: [StagePrediction],
    hops: [HopPrediction], roofline: RooflinePrediction, memoryWithTwiceTheStages: MemoryPrediction?,
    inheritedCalibration: String?
  ) {
    phase = "decode"
    self.timePerOutputToken = timePerOutputToken
    self.timePerOutputTokenRange = timePerOutputTokenRange
    self.round = round
    self.latency = latency
    self.tokensPerSecondPerGPU = tokensPerSecondPerGPU
    self.tokensPerSecondPerUser = tokensPerSecondPerUser
    self.tokensPerSecondPerReplica = tokensPerSecondPerReplica
    self.tokensPerSecond = tokensPerSecond
    self.costPerMillionTokens = costPerMillionTokens
    self.gpuHoursPerMillionTokens = gpuHoursPerMillionTokens
    self.stages = stages
    self.hops = hops
    self.roofline = roofline
    self.memoryWithTwiceTheStages = memoryWithTwiceTheStages
    self.inheritedCalibration = inheritedCalibration
  }
}

extension Prediction {
  /// The prediction that follows from the cost of a replica.
  /// - Parameters:
  ///   - cost: The cost of one replica.
  ///   - costs: The model that it was costed with.
  ///   - replicas: Identical replicas that are placed.
  public init(_ cost: ReplicaCost, costs: CostModel, replicas: Int) {
    let speed = Speed(cost, costs: costs, replicas: replicas)
    self.init(
      timePerOutputToken: speed.timePerOutputToken.value, timePerOutputTokenRange: Self.range(cost, costs),
      round: speed.round.value, latency: speed.latency.value,
      tokensPerSecondPerGPU: speed.tokensPerSecondPerGPU.value,
      tokensPerSecondPerUser: speed.tokensPerSecondPerUser.value,
      tokensPerSecondPerReplica: speed.tokensPerSecondPerReplica.value,
      tokensPerSecond: speed.tokensPerSecond.value, costPerMillionTokens: speed.costPerMillionTokens?.value,
      gpuHoursPerMillionTokens: speed.gpuHoursPerMillionTokens.value,
      stages: zip(cost.stages, cost.round.bubbles).map { StagePrediction($0, bubble: $1.value) },
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

/// One stage of a prediction.
public struct StagePrediction: Codable, Sendable, Equatable {
  /// T_s: one micro-batch.
  public var time: Double
  /// Share of the round in which the stage has nothing to do.
  public var bubble: Double
  /// Bytes on the fullest GPU.
  public var memory: MemoryPrediction
  /// The operators in the order of execution, all layers together.
  public var operators: [OperatorPrediction]

  enum CodingKeys: String, CodingKey {
    case time = "time_s"
    case bubble, memory, operators
  }

  public init(time: Double, bubble: Double, memory: MemoryPrediction, operators: [OperatorPrediction]) {
    self.time = time
    self.bubble = bubble
    self.memory = memory
    self.operators = operators
  }
}

extension StagePrediction {
  /// - Parameters:
  ///   - stage: Its cost.
  ///   - bubble: Share of the round in which it has nothing to do.
  public init(_ stage: StageCost, bubble: Double) {
    self.init(
      time: stage.time.value, bubble: bubble, memory: MemoryPrediction(stage.memory),
      operators: stage.operators.map { total in
        let waiting = total.waiting.filter { $0.value > 0 }
        return OperatorPrediction(
          name: total.name, time: total.time,
          waiting: Dictionary(uniqueKeysWithValues: waiting.map { ($0.key.rawValue, $0.value) }))
      })
  }
}

/// The use of the HBM of a stage's fullest GPU.
public struct MemoryPrediction: Codable, Sendable, Equatable {
  /// Weights but those of routed experts.
  public var weights: Double
  /// Routed experts.
  public var experts: Double
  /// Copies of routed experts beyond one of each; absent where there are none.
  public var redundantExperts: Double?
  /// KV caches, windows and states.
  public var cache: Double
  /// Activations.
  public var activations: Double
  /// Runtime reserve.
  public var reserve: Double
  /// HBM × usable share.
  public var usable: Double
  /// Usable less all parts.
  public var free: Double

  enum CodingKeys: String, CodingKey {
    case weights = "weights_B"
    case experts = "experts_B"
    case redundantExperts = "redundantExperts_B"
    case cache = "cache_B"
    case activations = "activations_B"
    case reserve = "reserve_B"
    case usable = "usable_B"
    case free = "free_B"
  }

  /// - Parameters: As the properties of the same names; what is left is worked out.
  public init(
    weights: Double, experts: Double, redundantExperts: Double? = nil, cache: Double, activations: Double,
    reserve: Double, usable: Double
  ) {
    self.weights = weights
    self.experts = experts
    self.redundantExperts = redundantExperts
    self.cache = cache
    self.activations = activations
    self.reserve = reserve
    self.usable = usable
    // In the order of `MemoryUse.total`, so that what is printed and what is derived are the same to the last digit.
    free = usable - (weights + experts + (redundantExperts ?? 0) + cache + activations + reserve)
  }

  /// The parts of the use of a GPU, as numbers.
  public init(_ use: MemoryUse) {
    self.init(
      weights: use.weights.value, experts: use.experts.value, redundantExperts: use.redundantExperts?.value,
      cache: use.cache.value, activations: use.activations.value, reserve: use.reserve.value,
      usable: use.usable.value)
  }
}

extension MemoryPrediction {
  /// "weights 1.9 + experts 84.6 + KV 2.3 + reserve 4.2 > 79.0 GB usable; 13.9 GB short on each GPU"; parts that are
  /// nothing to speak of are left out.
  public var shortage: String {
    let parts = [
      ("weights", weights), ("experts", experts), ("redundant experts", redundantExperts ?? 0), ("KV", cache),
      ("activations", activations), ("reserve", reserve),
    ].filter { $0.1 >= 5e7 }.map { "\($0.0) \(Self.gigabytes($0.1))" }.joined(separator: " + ")
    return "\(parts) > \(Self.gigabytes(usable)) GB usable; \(Self.gigabytes(-free)) GB short on each GPU"
  }

  private static func gigabytes(_ bytes: Double) -> String { Numerals.fixed(bytes / 1e9, decimals: 1) }
}
