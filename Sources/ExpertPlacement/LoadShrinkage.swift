/// Shrinks counts of few tokens, which are mostly noise, so that a placement is not fitted to it (empirical Bayes,
/// James-Stein): each scenario towards the mean of scenarios, and the mean towards an even load.
///
/// The variance of a count is its expectation even where nothing differs (Poisson). The rest of the observed variance
/// is signal, and this share of each deviation is kept.
public struct LoadShrinkage: Sendable, Equatable {
  /// The shrunk loads by [scenario][expert]; the tokens of each scenario keep their sum.
  public let loads: [[Double]]
  /// The share kept of each scenario's deviation from the mean of scenarios, 0 to 1.
  public let ofScenarios: [Double]
  /// The share kept of the mean's deviation from an even load, 0 to 1.
  public let ofExperts: Double

  /// Shares above this are taken for 1. On recorded loads thinned to few tokens and judged whole, shrinking gained 0.4
  /// to 1.7 hundredths of balance below it, and nothing above.
  static let leastSignal = 0.6

  /// - Parameter tokens: Tokens of a layer by [scenario][expert]. Where some are not whole they are no counts, their
  ///   sample size is unknown, and all are kept.
  public init(_ tokens: [[Double]]) {
    let totals = tokens.map { $0.reduce(0, +) }
    let sum = (tokens.first ?? []).indices.map { expert in tokens.reduce(0) { $0 + $1[expert] } }
    let total = totals.reduce(0, +)
    guard total > 0, tokens.joined().allSatisfy({ $0 == $0.rounded() }) else {
      (loads, ofScenarios, ofExperts) = (tokens, tokens.map { _ in 1 }, 1)
      return
    }
    let together = sum.map { $0 / total }
    let scenarios = zip(tokens, totals).map { Self.scenarioSignal($0, total: $1, together, all: total) }
    let experts = Self.expertSignal(sum, total: total)
    let even = 1 / Double(sum.count)
    let likely = together.map { even + experts * ($0 - even) }
    loads = tokens.indices.map { scenario in
      // A single scenario is all there is.
      let kept = tokens.count == 1 && experts < 1 ? 0 : scenarios[scenario]
      guard kept < 1 else { return tokens[scenario] }
      return zip(tokens[scenario], likely).map { kept * $0 + (1 - kept) * totals[scenario] * $1 }
    }
    ofScenarios = scenarios
    ofExperts = experts
  }

  /// Whether anything was moved.
  public var isNeeded: Bool { ofExperts < 1 || ofScenarios.contains { $0 < 1 } }

  /// 1 − Σ n p (1 − p) (1 − n/N) / Σ (c − n p)², with n tokens of N in the scenario and c and p of each expert.
  private static func scenarioSignal(_ tokens: [Double], total: Double, _ together: [Double], all: Double) -> Double {
    let squares = zip(tokens, together).reduce(0) { $0 + ($1.0 - total * $1.1) * ($1.0 - total * $1.1) }
    let chance = together.reduce(0) { $0 + $1 * (1 - $1) } * total * (1 - total / all)
    guard squares > 0, total < all else { return 1 }
    let signal = max(0, 1 - chance / squares)
    return signal < leastSignal ? signal : 1
  }

  /// 1 − N (1 − 1/E) / Σ (c − N/E)².
  private static func expertSignal(_ sum: [Double], total: Double) -> Double {
    let even = total / Double(sum.count)
    let squares = sum.reduce(0) { $0 + ($1 - even) * ($1 - even) }
    guard squares > 0 else { return 1 }
    let signal = max(0, 1 - total * (1 - 1 / Double(sum.count)) / squares)
    return signal < leastSignal ? signal : 1
  }
}
