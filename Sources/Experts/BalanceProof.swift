/// The proof of a lower bound on the time of a placement.
public indirect enum BalanceProof: Sendable, Equatable {
  /// The mean load of all ranks: T ≥ 1.
  case mean
  /// min over r of max over e of w_e / r_e: however the copies are dealt out, one of them has that much to do.
  case largestShare
  /// For experts with one copy each. Either the k hottest experts share k ranks with as many others as find no slot
  /// elsewhere, or two of them are on one rank; or some rank holds n of the (n − 1)·G + 1 hottest.
  case crowding
  /// Prices that sum to more than the ranks can hold; see `PatternPrices` and `PriceTree`.
  case prices(PriceTree)
  /// Every division of the groups is as slow; see `GroupBounds`.
  case groups(GroupBounds)
}

extension BalanceBound {
  /// Whether the proof implies the bound: no placement of the problem is faster than `time`.
  public func holds(for problem: ExpertProblem) -> Bool {
    // Sums of the same numbers in another order differ in their last bits.
    let claim = time * (1 - 1e-9)
    return switch proof {
    case .mean, .largestShare, .crowding: ClosedBounds(problem).time(of: proof) >= claim
    case .prices(let prices): prices.refute(claim, of: problem)
    case .groups(let groups): groups.time(of: problem) >= claim
    }
  }
}

/// A lower bound on the time of every placement of a problem, with its proof.
public struct BalanceBound: Sendable, Equatable, Codable {
  /// The lower bound, in the problem's unit: 1 where all ranks are equally busy.
  public let time: Double
  /// The certificate that a verifier checks.
  public let proof: BalanceProof

  public init(time: Double, proof: BalanceProof) {
    self.time = time
    self.proof = proof
  }
}

/// {"kind": "mean"}, {"kind": "groups", "entries": […]}, or a tree of prices on its own.
extension BalanceProof: Codable {
  /// - Throws: `DecodingError` for what is no proof, or one that lies more than 200 keys deep.
  public init(from decoder: any Decoder) throws {
    switch try ProofKind(of: decoder) {
    case .mean: self = .mean
    case .largestShare: self = .largestShare
    case .crowding: self = .crowding
    case .prices, .copies: self = .prices(try PriceTree(from: decoder))
    case .groups: self = .groups(try GroupBounds(from: decoder))
    }
  }

  /// Writes the form above.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .mean: _ = try ProofKind.mean.container(in: encoder)
    case .largestShare: _ = try ProofKind.largestShare.container(in: encoder)
    case .crowding: _ = try ProofKind.crowding.container(in: encoder)
    case .prices(let tree): try tree.encode(to: encoder)
    case .groups(let groups):
      _ = try ProofKind.groups.container(in: encoder)
      try groups.encode(to: encoder)
    }
  }
}

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

  /// The lower bound of a closed proof; 0 for other proofs.
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

  /// The bound by crowding where every expert has one copy and all ranks are equal; otherwise 0.
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

/// A copy of an expert, where the expert has a given number of copies.
public struct PatternOption: Sendable, Equatable {
  /// The expert.
  public let expert: Int
  /// r, its copies.
  public let copies: Int
  /// w / r.
  public let load: Double
  /// π / r − σ.
  public let value: Double

  public init(expert: Int, copies: Int, load: Double, value: Double) {
    self.expert = expert
    self.copies = copies
    self.load = load
    self.value = value
  }
}
