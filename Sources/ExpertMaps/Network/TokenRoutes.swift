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

  /// The same where every token went to as many experts.
  /// - Parameters:
  ///   - expertCount: E; every expert of a token is below it.
  ///   - experts: Of all tokens, one token after the other; of one token none twice.
  ///   - perToken: k, at least 1 and a divisor of their number.
  public init(expertCount: Int, experts: [Int32], perToken: Int) {
    self.expertCount = expertCount
    self.experts = experts
    starts = Array(stride(from: 0, through: experts.count, by: perToken))
  }

  /// Several recordings of one layer as one.
  /// - Parameter recordings: At least one, all with as many experts.
  public init(joining recordings: [TokenRoutes]) {
    expertCount = recordings[0].expertCount
    experts = recordings.flatMap(\.experts)
    var starts = [0]
    for recording in recordings {
      let end = starts[starts.count - 1]
      starts += recording.starts.dropFirst().map { end + $0 }
    }
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

  /// Loads in any unit, each scaled to as many tokens of experts as were recorded; one without tokens counts as even.
  /// - Parameter loads: [scenario][expert].
  public func scaled(_ loads: [[Double]]) -> [[Double]] {
    let total = Double(experts.count)
    return loads.map { row in
      let sum = row.reduce(0, +)
      return row.map { sum > 0 ? $0 * (total / sum) : total / Double(expertCount) }
    }
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
