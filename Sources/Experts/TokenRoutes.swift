/// The experts of each recorded token in one layer.
public struct TokenRoutes: Sendable, Equatable {
  /// E.
  public let expertCount: Int
  /// The experts of all tokens, one token after the other.
  public let experts: [Int32]
  /// The start of each token's experts in `experts`, and the end of the last.
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

  /// The routes of tokens that all have the same number of experts.
  /// - Parameters:
  ///   - expertCount: E; the experts of all tokens are smaller.
  ///   - experts: The experts of all tokens, one token after the other, without duplicates in a token.
  ///   - perToken: k, at least 1 and a divisor of the number of experts.
  public init(expertCount: Int, experts: [Int32], perToken: Int) {
    self.expertCount = expertCount
    self.experts = experts
    starts = Array(stride(from: 0, through: experts.count, by: perToken))
  }

  /// Joins several recordings of one layer.
  /// - Parameter recordings: The recordings, at least one, all with the same number of experts.
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

/// The time of a step of one layer per unit of each resource. Resources work concurrently: the slowest determines the
/// time.
public struct NetworkCosts: Sendable, Equatable {
  /// Tokens of all ranks together in a step; a recording is scaled to it.
  public var batchTokens: Double
  /// Compute time for each token of an expert on a rank of speed 1; seconds.
  public var perToken: Double
  /// HBM time for the weights of each copy that a rank holds; seconds.
  public var perExpert: Double
  /// Time of a rank's scale-up links for each token that arrives and returns; seconds.
  public var perArrival: Double
  /// Time of a domain's NICs together for each token copy that arrives from another domain and returns; seconds.
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
  /// The compute time of the rank with the most expert tokens.
  public let compute: Double
  /// The HBM time of the rank with the most experts.
  public let memory: Double
  /// The scale-up time of the rank with the most arrivals.
  public let scaleUp: Double
  /// The scale-out time of the domain with the most arrivals from other domains.
  public let scaleOut: Double

  /// - Parameters:
  ///   - use: The use by a recording.
  ///   - costs: The time per unit of each resource.
  ///   - ranks: The ranks of the use.
  public init(_ use: NetworkUse, costs: NetworkCosts, ranks: [ExpertRank]) {
    let scale = costs.batchTokens / Double(max(1, use.tokenCount))
    compute = zip(use.rankLoads, ranks).reduce(0) { max($0, $1.0 / $1.1.speed) } * scale * costs.perToken
    memory = Double(use.held.max() ?? 0) * costs.perExpert
    scaleUp = (use.rankArrivals.max() ?? 0) * scale * costs.perArrival
    scaleOut = (use.crossings.max() ?? 0) * scale * costs.perCopy
  }

  /// The time of the slowest resource.
  public var total: Double { max(compute, memory, scaleUp, scaleOut) }
}
