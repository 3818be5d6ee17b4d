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

/// What a step of one layer takes, per unit of each resource. Resources work side by side: the slowest counts.
public struct NetworkCosts: Sendable, Equatable {
  /// Tokens of all ranks together in a step; a recording is scaled to it.
  public var batchTokens: Double
  /// Of compute, for each token of an expert on a rank of speed 1; seconds.
  public var perToken: Double
  /// Of HBM, for the weights of each copy that a rank holds; seconds.
  public var perExpert: Double
  /// Of a rank's scale-up links, for each token that comes to it and returns; seconds.
  public var perArrival: Double
  /// Of a domain's NICs together, for each copy of a token that comes to it from another domain and returns; seconds.
  public var perCopy: Double

  public init(batchTokens: Double, perToken: Double, perExpert: Double, perArrival: Double, perCopy: Double) {
    self.batchTokens = batchTokens
    self.perToken = perToken
    self.perExpert = perExpert
    self.perArrival = perArrival
    self.perCopy = perCopy
  }
}

/// Time of a step of one layer by resource, each of the rank or domain that has most of it; seconds.
public struct NetworkTime: Sendable, Equatable {
  /// Of the rank with most tokens of experts.
  public let compute: Double
  /// Of the rank with most experts.
  public let memory: Double
  /// Of the rank to which most tokens come.
  public let scaleUp: Double
  /// Of the domain to which most copies of tokens come from others.
  public let scaleOut: Double

  /// - Parameters:
  ///   - use: Of a recording.
  ///   - costs: What each unit takes.
  ///   - ranks: As for the use.
  public init(_ use: NetworkUse, costs: NetworkCosts, ranks: [ExpertRank]) {
    let scale = costs.batchTokens / Double(max(1, use.tokenCount))
    compute = zip(use.rankLoads, ranks).reduce(0) { max($0, $1.0 / $1.1.speed) } * scale * costs.perToken
    memory = Double(use.held.max() ?? 0) * costs.perExpert
    scaleUp = (use.rankArrivals.max() ?? 0) * scale * costs.perArrival
    scaleOut = (use.crossings.max() ?? 0) * scale * costs.perCopy
  }

  /// Of the slowest resource.
  public var total: Double { max(compute, memory, scaleUp, scaleOut) }
}
