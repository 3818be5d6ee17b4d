import Formats
import Plans
import Quantities

/// The goal of a layout: an objective, and limits to keep.
public struct Goal: Sendable, Hashable {
  /// What is made as good as possible.
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
        id: .missingFlag, file: "--batch", problem: "is missing",
        advice: "say how many sequences are in flight, for --objective latency")
    }
    if objective == .gpus, tokensPerSecond == nil {
      throw Diagnostic(
        id: .missingFlag, file: "--tokens-per-second", problem: "is missing",
        advice: "give the demand, for --objective gpus")
    }
  }

  /// The same with another objective.
  func minimising(_ objective: Objective) throws -> Goal {
    try Goal(
      objective: objective, timePerOutputToken: timePerOutputToken, batch: batch, tokensPerSecond: tokensPerSecond,
      gpuLimit: gpuLimit, tolerance: tolerance)
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

extension ObjectiveUnit {
  init(_ request: PlanRequest) {
    self.init(request.goal.objective, pools: request.cluster.pools)
  }
}

/// The objective as a function of a replica's GPUs, round and sequences, and its inverse.
///
/// Every score grows with the GPUs and with the round: that is what makes bounds on them bounds on it.
struct Score: Sendable {
  let goal: Goal
  /// The weight of a GPU-second: dollars where all prices are known, else 1.
  let gpuPrice: Double
  /// What a replica is held against, by its GPUs; the objective's own measure where `nil`.
  var worth: ReplicaWorth?

  /// - Parameters:
  ///   - used: The GPUs of one replica in each domain that it lies in.
  ///   - round: R in seconds.
  ///   - sequences: B.
  func value(used: [Int], round: Double, sequences: Int) -> Double {
    if let pieces = worth?.pieces(used) { return pieces * round / Double(sequences) }
    return value(gpus: used.reduce(0, +), round: round, sequences: sequences)
  }

  /// - Parameters:
  ///   - gpus: The GPUs of one replica.
  ///   - round: R in seconds.
  ///   - sequences: B.
  func value(gpus: Int, round: Double, sequences: Int) -> Double {
    if let worth { return worth[gpus] * round / Double(sequences) }
    return switch goal.objective {
    case .throughput: Double(gpus) * round / Double(sequences)
    case .cost: gpuPrice * Double(gpus) * round / Double(sequences)
    case .latency: round
    case .gpus: Double(gpus) * replicas(round: round, sequences: sequences)
    }
  }

  /// The longest round with which a replica still scores `target` or less; falls with the GPUs, grows in proportion to the
  /// sequences.
  func slowestRound(target: Double, gpus: Int, sequences: Int) -> Double {
    if let worth { return worth[gpus] > 0 ? target * Double(sequences) / worth[gpus] : .infinity }
    return switch goal.objective {
    case .throughput: target * Double(sequences) / Double(gpus)
    case .cost: target * Double(sequences) / (gpuPrice * Double(gpus))
    case .latency: target
    case .gpus: (target / Double(gpus)).rounded(.down) * Double(sequences) / (goal.tokensPerSecond ?? 1)
    }
  }

  /// The same with the TPOT target.
  func limit(target: Double, gpus: Int, sequences: Int) -> RoundLimit {
    let slowest = slowestRound(target: target, gpus: gpus, sequences: sequences)
    return RoundLimit(any: min(slowest, goal.timePerOutputToken?.value ?? .infinity), largest: slowest)
  }

  private func replicas(round: Double, sequences: Int) -> Double {
    ((goal.tokensPerSecond ?? 0) * round / Double(sequences)).rounded(.up)
  }
}
