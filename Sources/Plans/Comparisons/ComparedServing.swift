/// A layout that does prefill as well, with as many clients as it has sequences in flight.
public struct ComparedServing: Codable, Sendable, Equatable {
  /// Clients that each send their next request when the last is answered.
  public var clients: Int
  /// Mean TTFT.
  public var timeToFirstToken: Double
  /// Mean TPOT, prefill of others included.
  public var timePerOutputToken: Double
  /// Share of its time that prefill works.
  public var prefillUtilisation: Double

  enum CodingKeys: String, CodingKey {
    case clients
    case timeToFirstToken = "timeToFirstToken_s"
    case timePerOutputToken = "timePerOutputToken_s"
    case prefillUtilisation
  }

  public init(clients: Int, timeToFirstToken: Double, timePerOutputToken: Double, prefillUtilisation: Double) {
    self.clients = clients
    self.timeToFirstToken = timeToFirstToken
    self.timePerOutputToken = timePerOutputToken
    self.prefillUtilisation = prefillUtilisation
  }
}

/// A comparison with the inputs that it was made from: a versioned document, the same bytes for the same inputs.
public struct ComparisonDocument: Codable, Sendable, Equatable {
  /// "comparison/1".
  public var layline: String
  /// The inputs of a comparison.
  public var inputs: PlanInputs
  /// The answer.
  public var comparison: Comparison

  public init(inputs: PlanInputs, comparison: Comparison) {
    layline = "comparison/1"
    self.inputs = inputs
    self.comparison = comparison
  }
}

/// The reason why a layout loses to the winner.
public struct LayoutLoss: Codable, Sendable, Equatable {
  /// Its objective over the winner's.
  public var ratio: Double
  /// The resource that takes most of what it needs more; absent where it needs no more of any.
  public var resource: String?
  /// What it needs more of that resource: GPU-seconds for each output token, or seconds of a round for the objective
  /// latency.
  public var more: Double
  /// The loss in words, with the figures.
  public var sentence: String
}

/// Bytes that cross a level of the network. What crosses a tier crosses all tiers below it and counts there too.
public struct LevelTraffic: Codable, Sendable, Equatable {
  /// "scale-up", or the name of a tier.
  public var level: String
  /// Sent in a round by the GPU that sends most.
  public var perGPUAndRound: Double
  /// Sent by all GPUs of a replica for one output token, each as much as the one of its stage that sends most.
  public var perToken: Double

  enum CodingKeys: String, CodingKey {
    case level
    case perGPUAndRound = "perGPUAndRound_B"
    case perToken = "perToken_B"
  }
}

/// The time of a round that the average GPU of a replica waits for a resource, or for other stages.
public struct ResourceTime: Codable, Sendable, Equatable {
  /// "hbm", "compute", "scaleUp", "scaleOut", "overhead", "bubble".
  public var resource: String
  /// Seconds of a round.
  public var time: Double
  /// GPU-seconds for each output token.
  public var perToken: Double

  enum CodingKeys: String, CodingKey {
    case resource
    case time = "time_s"
    case perToken = "perToken_GPUSeconds"
  }
}
