/// Which experts each token of a recording went to, in one layer.
public struct TokenRoutes: Sendable, Equatable {
  /// E.
  public let expertCount: Int
  /// The experts of all tokens, one token after the other.
  public let experts: [Int32]
  /// Where the experts of each token start, and the end of the last.
  public let starts: [Int]

  /// - Parameters:
  ///   - expertCount: E; every expert of a token is below it.
  ///   - tokens: The experts of each token, none twice.
  public init(expertCount: Int, tokens: [[Int]]) {
    self.expertCount = expertCount
    experts = tokens.flatMap { $0.map(Int32.init) }
    var starts = [0]
    for token in tokens { starts.append(starts[starts.count - 1] + token.count) }
    self.starts = starts
  }

  /// How many tokens were recorded.
  public var tokenCount: Int { starts.count - 1 }

  /// The experts of one token.
  public func experts(of token: Int) -> ArraySlice<Int32> { experts[starts[token]..<starts[token + 1]] }

  /// Tokens of each expert.
  public var loads: [Double] {
    var loads = [Double](repeating: 0, count: expertCount)
    for expert in experts { loads[Int(expert)] += 1 }
    return loads
  }

  /// [expert][expert]: tokens that went to both; on the diagonal those of the expert.
  public var coactivation: [[Int]] {
    var together = [[Int]](repeating: [Int](repeating: 0, count: expertCount), count: expertCount)
    for token in 0..<tokenCount {
      for first in experts(of: token) { for second in experts(of: token) { together[Int(first)][Int(second)] += 1 } }
    }
    return together
  }
}
