/// A resource that the round waits for.
public struct Bottleneck: Codable, Sendable, Equatable {
  /// "hbm", "compute", "scaleUp", "scaleOut", "overhead", "bubble".
  public var resource: String
  /// Seconds of the round in which the slowest stage waits for it.
  public var time: Double
  /// Share of the round.
  public var share: Double
  /// Seconds that it could work longer in a round before it were waited for everywhere.
  public var slack: Double
  /// The value of one unit more; absent for a resource without a unit.
  public var marginal: MarginalValue?

  enum CodingKeys: String, CodingKey {
    case resource
    case time = "time_s"
    case share
    case slack = "slack_s"
    case marginal
  }
}

/// The value of a little more of a resource.
public struct MarginalValue: Codable, Sendable, Equatable {
  /// The addition: "100 GB/s of HBM".
  public var unit: String
  /// Relative gain in tokens per second per GPU.
  public var gain: Double
  /// "derivative" or "re-solve".
  public var method: String
}

/// The balance points of the hardware for the model.
public struct RooflinePrediction: Codable, Sendable, Equatable {
  /// The batch from which on a token's products take longer than its share of reading every weight.
  public var crossoverBatch: Double
  /// The time to read a full HBM once: the natural cadence of a batch.
  public var memoryDrain: Double

  enum CodingKeys: String, CodingKey {
    case crossoverBatch = "crossoverBatch_sequences"
    case memoryDrain = "memoryDrain_s"
  }

  public init(crossoverBatch: Double, memoryDrain: Double) {
    self.crossoverBatch = crossoverBatch
    self.memoryDrain = memoryDrain
  }
}

/// A plan's question with some figures changed, solved again by the same search.
public struct WhatIf: Codable, Sendable, Equatable {
  /// The text that the user wrote: "scale-out=100GB/s".
  public var question: String
  /// The change in words, with the value before.
  public var change: String
  /// The best layout after the change; absent where nothing fits.
  public var answer: SolvedChange?
  /// The reason why nothing fits.
  public var refusal: Refusal?

  public init(question: String, change: String, answer: SolvedChange?, refusal: Refusal?) {
    self.question = question
    self.change = change
    self.answer = answer
    self.refusal = refusal
  }
}
