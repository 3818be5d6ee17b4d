/// Bounds that need no search.
public struct ClosedBounds: Sendable {
  private let problem: ExpertProblem

  /// - Parameter problem: Whose time is bounded.
  public init(_ problem: ExpertProblem) { self.problem = problem }

  /// The largest of the closed bounds.
  public var best: BalanceBound {
    [.mean, .largestShare, .crowding].map { BalanceBound(time: time(of: $0), proof: $0) }
      .max { $0.time < $1.time } ?? BalanceBound(time: 1, proof: .mean)
  }

  /// What a closed proof shows; 0 for others.
  public func time(of proof: BalanceProof) -> Double {
    switch proof {
    case .mean: mean
    case .largestShare: largestShare
    case .crowding: problem.popularity.reduce(0) { max($0, crowding($1)) }
    case .prices, .groups: 0
    }
  }

  private var mean: Double {
    let speed = problem.ranks.reduce(0) { $0 + $1.speed }
    return problem.popularity.reduce(0) { max($0, $1.reduce(0, +)) } / speed
  }

  private var fastest: Double { problem.ranks.reduce(0) { max($0, $1.speed) } }

  private var largestShare: Double {
    let loads = (0..<problem.expertCount).map { expert in problem.popularity.reduce(0) { max($0, $1[expert]) } }
    return ReplicaCounts(loads: loads, copies: problem.mostCopies, most: problem.ranks.count).largestShare / fastest
  }

  /// Every expert has one copy and all ranks are alike, else nothing.
  private func crowding(_ loads: [Double]) -> Double {
    guard problem.mostCopies == problem.expertCount, problem.hasEqualRanks, !loads.isEmpty else { return 0 }
    let slots = problem.ranks[0].slots
    let ranks = problem.ranks.count
    let falling = loads.sorted(by: >)
    var sums = [0.0]
    for load in falling { sums.append(sums[sums.count - 1] + load) }
    func coolest(_ count: Int) -> Double { sums[falling.count] - sums[falling.count - count] }
    /// Experts that some ranks hold at least, as the others have no slot for them.
    func least(_ held: Int) -> Int { falling.count - (ranks - held) * slots }
    // The k hottest are on k ranks, with what these have to hold beside them, or two of them are on one.
    let hottest = (1...min(ranks, falling.count)).reduce(0.0) { most, count in
      let apart = (sums[count] + coolest(max(0, least(count) - count))) / Double(count)
      let together =
        count > 1 ? falling[count - 2] + falling[count - 1] + coolest(max(0, least(1) - 2)) : .infinity
      return max(most, min(apart, together))
    }
    let crowded = (1...slots).reduce(0.0) { most, together in
      let among = (together - 1) * ranks + 1
      return among <= falling.count ? max(most, sums[among] - sums[among - together]) : most
    }
    return max(hottest, crowded) / problem.ranks[0].speed
  }
}
