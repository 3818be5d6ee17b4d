/// The objective as a function of a replica's GPUs, round and sequences, and its inverse.
///
/// Every score grows with the GPUs and with the round: that is what makes bounds on them bounds on it.
struct Score: Sendable {
  let goal: Goal
  /// What a GPU-second counts: dollars where all prices are known, else 1.
  let gpuPrice: Double

  /// - Parameters:
  ///   - gpus: Of one replica.
  ///   - round: R in seconds.
  ///   - sequences: B.
  func value(gpus: Int, round: Double, sequences: Int) -> Double {
    switch goal.objective {
    case .cost: gpuPrice * Double(gpus) * round / Double(sequences)
    case .latency: round
    case .gpus: Double(gpus) * replicas(round: round, sequences: sequences)
    }
  }

  /// The longest round with which a replica still scores `target` or less; falls with the GPUs, grows in proportion to the
  /// sequences.
  func slowestRound(target: Double, gpus: Int, sequences: Int) -> Double {
    switch goal.objective {
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
