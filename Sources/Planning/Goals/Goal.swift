import Inputs
import Quantities

/// What the user wants of a layout.
public struct Goal: Sendable, Hashable {
  /// What is made as small as possible.
  public let objective: Objective
  /// The slowest TPOT that is accepted; no limit where `nil`.
  public let timePerOutputToken: Seconds?
  /// B: sequences in flight in a replica; free where `nil`.
  public let batch: Int?
  /// Demand, for `.gpus`.
  public let tokensPerSecond: Double?
  /// GPUs that may be used; all where `nil`.
  public let gpuLimit: Int?
  /// Share by which a better layout may have been missed.
  public let tolerance: Double

  /// - Parameters: As the properties of the same names.
  /// - Throws: `Diagnostic` where the objective lacks what it needs.
  public init(
    objective: Objective, timePerOutputToken: Seconds? = nil, batch: Int? = nil, tokensPerSecond: Double? = nil,
    gpuLimit: Int? = nil, tolerance: Double = 0.005
  ) throws {
    self.objective = objective
    self.timePerOutputToken = timePerOutputToken
    self.batch = batch
    self.tokensPerSecond = tokensPerSecond
    self.gpuLimit = gpuLimit
    self.tolerance = tolerance
    if objective == .latency, batch == nil {
      throw Diagnostic(
        id: "missing-flag", file: "--batch", found: "no batch", expected: "sequences in flight, for --objective latency"
      )
    }
    if objective == .gpus, tokensPerSecond == nil {
      throw Diagnostic(
        id: "missing-flag", file: "--tokens-per-second", found: "no demand",
        expected: "the demand, for --objective gpus")
    }
  }

  /// The same with another TPOT target.
  func accepting(timePerOutputToken target: Seconds?) throws -> Goal {
    try Goal(
      objective: objective, timePerOutputToken: target, batch: batch, tokensPerSecond: tokensPerSecond,
      gpuLimit: gpuLimit, tolerance: tolerance)
  }

  /// The same with a share of the tolerance.
  func tolerating(share: Double) throws -> Goal { try tolerating(tolerance * share) }

  /// The same with another tolerance.
  func tolerating(_ tolerance: Double) throws -> Goal {
    try Goal(
      objective: objective, timePerOutputToken: timePerOutputToken, batch: batch, tokensPerSecond: tokensPerSecond,
      gpuLimit: gpuLimit, tolerance: tolerance)
  }

  /// The same with another limit on GPUs.
  func using(gpus limit: Int?) throws -> Goal {
    try Goal(
      objective: objective, timePerOutputToken: timePerOutputToken, batch: batch, tokensPerSecond: tokensPerSecond,
      gpuLimit: limit, tolerance: tolerance)
  }

  /// The same with another batch.
  func holding(batch: Int?) throws -> Goal {
    try Goal(
      objective: objective, timePerOutputToken: timePerOutputToken, batch: batch, tokensPerSecond: tokensPerSecond,
      gpuLimit: gpuLimit, tolerance: tolerance)
  }
}
