/// Counts of few tokens are mostly chance, and a placement that follows them is tuned to it. What is likely to last is
/// estimated by moving every count towards the mean of its layer (empirical Bayes, as James and Stein have it).
///
/// Counts scatter by m, their mean, even where all experts are equally popular (Poisson). Of an observed variance v the
/// share 1 − m/v is therefore signal, and so much of each deviation is kept.
public struct LoadShrinkage: Sendable, Equatable {
  /// Of the deviations from the mean, 0 to 1; 1 where counts are left as they are.
  public let keptShare: Double
  /// The counts to plan on; their sum is that of the tokens.
  public let loads: [Double]

  /// What is kept above this share is left as it is: the difference is smaller than what placements reach.
  static let negligible = 0.99

  /// - Parameter tokens: Of each expert of a layer. Where some are not whole they are no counts, and nothing is known of
  ///   how many tokens they rest on: they stay as they are.
  public init(_ tokens: [Double]) {
    let kept = Self.signal(of: tokens)
    keptShare = kept < Self.negligible ? kept : 1
    let mean = tokens.reduce(0, +) / Double(max(1, tokens.count))
    loads = keptShare == 1 ? tokens : tokens.map { mean + kept * ($0 - mean) }
  }

  private static func signal(of tokens: [Double]) -> Double {
    guard tokens.count > 1, tokens.allSatisfy({ $0 == $0.rounded() }) else { return 1 }
    let mean = tokens.reduce(0, +) / Double(tokens.count)
    let variance = tokens.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(tokens.count - 1)
    return variance > 0 ? max(0, 1 - mean / variance) : 1
  }
}
