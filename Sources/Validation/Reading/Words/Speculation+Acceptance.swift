import Costing

extension Speculation {
  /// The speculation whose steps yield so many tokens on average: benchmarks print that length, not the probability.
  /// - Parameters:
  ///   - draftTokens: d, 1 or more.
  ///   - tokensPerStep: E[accepted], the model's own token among them.
  /// - Returns: `nil` where d drafted tokens cannot yield that: below 1 or above d + 1.
  static func matching(draftTokens: Int, tokensPerStep: Double) -> Speculation? {
    guard (1...64).contains(draftTokens), tokensPerStep >= 1, tokensPerStep <= Double(draftTokens + 1) else {
      return nil
    }
    var (low, high) = (0.0, 1.0)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if Speculation(draftTokens: draftTokens, acceptance: middle).tokensPerStep < tokensPerStep {
        low = middle
      } else {
        high = middle
      }
    }
    return Speculation(draftTokens: draftTokens, acceptance: (low + high) / 2)
  }
}
