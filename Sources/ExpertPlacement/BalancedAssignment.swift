/// The experts of one layer divided over the ranks of an expert-parallel group, each expert on one rank.
public struct BalancedAssignment: Sendable, Hashable {
  /// The experts of each rank, ascending. Ranks stand in the order of their first expert, empty ones last.
  public let ranks: [[Int]]
  /// Load of the hottest rank over the mean of all ranks; 1 is perfect. Where no load is known, or all are zero, every
  /// expert counts alike.
  public let imbalance: Double
  /// No assignment with as many slots has a lower imbalance.
  public let bound: Double

  /// How far `imbalance` can be from the best: imbalance / bound − 1.
  public var gap: Double { imbalance / bound - 1 }

  /// Experts of which nothing is known: blocks of neighbours, their sizes as even as possible.
  /// - Parameters:
  ///   - expertCount: E.
  ///   - rankCount: EP, at least 1; ranks beyond E stay empty.
  public init(expertCount: Int, rankCount: Int) {
    let ranks = (0..<rankCount).map { rank in
      Array(rank * expertCount / rankCount..<(rank + 1) * expertCount / rankCount)
    }
    self.init(
      ranks: Self.ordered(ranks), loads: [Double](repeating: 1, count: expertCount),
      slots: Self.fewestSlots(expertCount, rankCount))
  }

  /// Experts of known load: longest processing time first, then swaps that cool the hottest rank until none helps or
  /// what is left is within 0.1 % of the bound, which is finer than recorded loads are.
  /// - Parameters:
  ///   - loads: Tokens of each expert; finite, none below zero.
  ///   - rankCount: EP, at least 1.
  ///   - slots: Experts that a rank can hold; at least and by default ⌈E/EP⌉.
  public init(loads: [Double], rankCount: Int, slots: Int? = nil) {
    guard loads.contains(where: { $0 > 0 }) else {
      self.init(expertCount: loads.count, rankCount: rankCount)
      return
    }
    let fewest = Self.fewestSlots(loads.count, rankCount)
    let slots = max(fewest, slots ?? fewest)
    var balancer = LoadBalancer(loads: loads, rankCount: rankCount, slots: slots)
    balancer.assignLongestFirst()
    balancer.swapUntil(AssignmentBound.hottestLoad(loads, rankCount: rankCount, slots: slots) * 1.001)
    self.init(ranks: Self.ordered(balancer.ranks), loads: loads, slots: slots)
  }

  private init(ranks: [[Int]], loads: [Double], slots: Int) {
    self.ranks = ranks
    let mean = loads.reduce(0, +) / Double(ranks.count)
    let hottest = ranks.map { $0.reduce(0) { $0 + loads[$1] } }.max() ?? 0
    imbalance = mean > 0 ? hottest / mean : 1
    let least = AssignmentBound.hottestLoad(loads, rankCount: ranks.count, slots: slots)
    // Both are sums of the same numbers in different orders; rounding must not put the bound above what was reached.
    bound = mean > 0 ? min(least, hottest) / mean : 1
  }

  private static func fewestSlots(_ experts: Int, _ ranks: Int) -> Int { (experts + ranks - 1) / ranks }

  private static func ordered(_ ranks: [[Int]]) -> [[Int]] {
    ranks.map { $0.sorted() }.sorted { ($0.first ?? .max) < ($1.first ?? .max) }
  }
}
