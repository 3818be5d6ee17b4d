/// How fast the layout is and how full its GPUs are. Decode only: prefill is not in these numbers.
public struct Prediction: Codable, Sendable, Equatable {
  /// "decode".
  public var phase: String
  /// TPOT.
  public var timePerOutputToken: Double
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
  /// What GPUs cost, where a price is known.
  public var costPerMillionTokens: Double?
  /// GPU-hours per million output tokens.
  public var gpuHoursPerMillionTokens: Double
  /// Each stage.
  public var stages: [StagePrediction]
  /// Each hop, and the return.
  public var hops: [HopPrediction]
  /// The family whose calibration was used in place of the accelerator's own; absent where it has its own.
  public var inheritedCalibration: String?

  enum CodingKeys: String, CodingKey {
    case phase
    case timePerOutputToken = "timePerOutputToken_s"
    case round = "round_s"
    case latency = "latency_s"
    case tokensPerSecondPerGPU, tokensPerSecondPerUser, tokensPerSecondPerReplica, tokensPerSecond
    case costPerMillionTokens = "costPerMillionTokens_USD"
    case gpuHoursPerMillionTokens = "perMillionTokens_GPUHours"
    case stages, hops, inheritedCalibration
  }

  /// - Parameters: As the properties of the same names.
  public init(
    timePerOutputToken: Double, round: Double, latency: Double, tokensPerSecondPerGPU: Double,
    tokensPerSecondPerUser: Double, tokensPerSecondPerReplica: Double, tokensPerSecond: Double,
    costPerMillionTokens: Double?, gpuHoursPerMillionTokens: Double, stages: [StagePrediction],
    hops: [HopPrediction], inheritedCalibration: String?
  ) {
    phase = "decode"
    self.timePerOutputToken = timePerOutputToken
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
    self.inheritedCalibration = inheritedCalibration
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
  /// In the order of execution, all layers together.
  public var operators: [OperatorPrediction]

  enum CodingKeys: String, CodingKey {
    case time = "time_s"
    case bubble, memory, operators
  }

  /// - Parameters: As the properties of the same names.
  public init(time: Double, bubble: Double, memory: MemoryPrediction, operators: [OperatorPrediction]) {
    self.time = time
    self.bubble = bubble
    self.memory = memory
    self.operators = operators
  }
}

/// What fills the HBM of a stage's fullest GPU.
public struct MemoryPrediction: Codable, Sendable, Equatable {
  /// Weights but those of routed experts.
  public var weights: Double
  /// Routed experts.
  public var experts: Double
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
    case cache = "cache_B"
    case activations = "activations_B"
    case reserve = "reserve_B"
    case usable = "usable_B"
    case free = "free_B"
  }

  /// - Parameters: As the properties of the same names; what is left is worked out.
  public init(weights: Double, experts: Double, cache: Double, activations: Double, reserve: Double, usable: Double) {
    self.weights = weights
    self.experts = experts
    self.cache = cache
    self.activations = activations
    self.reserve = reserve
    self.usable = usable
    free = usable - weights - experts - cache - activations - reserve
  }
}

/// One operator over all layers of a stage, for one micro-batch.
public struct OperatorPrediction: Codable, Sendable, Equatable {
  /// "attention", "dispatch".
  public var name: String
  /// Seconds.
  public var time: Double
  /// Seconds that each resource is waited for, by its name; they add up to `time`.
  public var waiting: [String: Double]

  enum CodingKeys: String, CodingKey {
    case name
    case time = "time_s"
    case waiting = "waiting_s"
  }

  /// - Parameters: As the properties of the same names.
  public init(name: String, time: Double, waiting: [String: Double]) {
    self.name = name
    self.time = time
    self.waiting = waiting
  }
}

/// A hop between stages.
public struct HopPrediction: Codable, Sendable, Equatable {
  /// Network level that it crosses.
  public var level: String
  /// Seconds.
  public var time: Double

  enum CodingKeys: String, CodingKey {
    case level
    case time = "time_s"
  }

  /// - Parameters: As the properties of the same names.
  public init(level: String, time: Double) {
    self.level = level
    self.time = time
  }
}
