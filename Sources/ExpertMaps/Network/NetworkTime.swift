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
