/// Builds and improves an assignment of experts to ranks with slots. Ties go to the lowest index, so the same loads
/// always give the same ranks.
struct LoadBalancer {
  private(set) var ranks: [[Int]]
  private var rankLoads: [Double]
  private let loads: [Double]
  private let slots: Int

  init(loads: [Double], rankCount: Int, slots: Int) {
    self.loads = loads
    self.slots = slots
    ranks = [[Int]](repeating: [], count: rankCount)
    rankLoads = [Double](repeating: 0, count: rankCount)
  }

  /// Longest processing time first: each expert, hottest first, to the coolest rank that has a slot left.
  mutating func assignLongestFirst() {
    for expert in loads.indices.sorted(by: { (loads[$1], $0) < (loads[$0], $1) }) {
      var coolest: Int?
      for rank in ranks.indices where ranks[rank].count < slots {
        if let best = coolest, rankLoads[best] <= rankLoads[rank] { continue }
        coolest = rank
      }
      guard let coolest else { return }
      ranks[coolest].append(expert)
      rankLoads[coolest] += loads[expert]
    }
  }

  /// Exchanges experts of the hottest rank until it is at or below `target` or no exchange makes it cooler.
  mutating func swapUntil(_ target: Double) {
    while let hottest = rankLoads.indices.max(by: { (rankLoads[$0], $1) < (rankLoads[$1], $0) }),
      rankLoads[hottest] > target, let exchange = bestExchange(of: hottest)
    {
      apply(exchange, from: hottest)
    }
  }

  /// What the hottest rank gives to another, and what it gets back: an expert, or nothing where there is a free slot.
  private struct Exchange {
    let given: Int
    let other: Int
    let taken: Int?
  }

  /// The exchange after which the hotter of its two ranks is coolest.
  private func bestExchange(of hottest: Int) -> Exchange? {
    let before = rankLoads[hottest]
    // A gain below rounding would let the same two experts change places for ever.
    var limit = before * (1 - 1e-12)
    var best: Exchange?
    for (given, expert) in ranks[hottest].enumerated() {
      for other in ranks.indices where other != hottest {
        let otherLoad = rankLoads[other]
        func consider(_ taken: Int?, _ moved: Double) {
          let result = max(before - moved, otherLoad + moved)
          guard result < limit else { return }
          limit = result
          best = Exchange(given: given, other: other, taken: taken)
        }
        for (taken, candidate) in ranks[other].enumerated() { consider(taken, loads[expert] - loads[candidate]) }
        if ranks[other].count < slots { consider(nil, loads[expert]) }
      }
    }
    return best
  }

  private mutating func apply(_ exchange: Exchange, from hottest: Int) {
    let given = ranks[hottest].remove(at: exchange.given)
    if let taken = exchange.taken { ranks[hottest].append(ranks[exchange.other].remove(at: taken)) }
    ranks[exchange.other].append(given)
    for rank in [hottest, exchange.other] { rankLoads[rank] = ranks[rank].reduce(0) { $0 + loads[$1] } }
  }
}
