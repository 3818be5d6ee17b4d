import ExpertMaps

/// Places experts on equal ranks with two slots, or three where few ranks need the third, for one scenario.
///
/// Experts that share a slot of the two, so that their rank holds three, are the coolest ones, bound together in a
/// different way each time that the search begins anew.
struct PairSearch {
  private let problem: ExpertProblem
  private let loads: [Double]
  private let ranks: Int
  /// Slots that hold two experts.
  private let bound: Int

  /// - Returns: `nil` where the problem is of another kind.
  init?(_ problem: ExpertProblem) {
    ranks = problem.ranks.count
    bound = max(0, problem.mostCopies - 2 * ranks)
    loads = problem.popularity[0]
    self.problem = problem
    guard problem.hasEqualRanks, problem.popularity.count == 1, !problem.survivesLoss, problem.wholeGroups == 1,
      ranks > 1, problem.ranks[0].slots == (bound == 0 ? 2 : 3), problem.mostCopies > problem.expertCount,
      2 * bound < problem.expertCount
    else { return nil }
  }

  /// Whether no other kind of map can be better: no rank has a third slot.
  var isComplete: Bool { bound == 0 }

  /// The best map found.
  /// - Parameters:
  ///   - steps: Changes to be judged each time.
  ///   - times: The search begins.
  ///   - target: Time at which it ends.
  func map(steps: Int, times: Int, target: Double, random: inout SplitMix) -> ExpertMap? {
    let load = target * problem.ranks[0].speed
    var best: (time: Double, slots: [[Int]])?
    for attempt in 0..<max(1, times) where best?.time ?? .infinity > load {
      let items = items(attempt, &random)
      var counts = start(items)
      counts.anneal(steps: steps, target: load, random: &random)
      guard counts.time < best?.time ?? .infinity else { continue }
      let slots = counts.slots.map { $0.flatMap { items[$0] } }
      // Two slots that hold two experts each do not go together.
      if slots.allSatisfy({ $0.count <= problem.ranks[0].slots }) { best = (counts.time, slots) }
    }
    return best.map { ExpertMap(ranks: apart($0.slots)) }
  }

  /// What goes into a slot: experts alone, then those that are bound together.
  private func items(_ attempt: Int, _ random: inout SplitMix) -> [[Int]] {
    let rising = loads.indices.sorted { (loads[$0], $0) < (loads[$1], $1) }
    var cool = Array(rising.prefix(2 * bound))
    if attempt > 0 {
      for index in cool.indices.dropFirst() { cool.swapAt(index, random.below(index + 1)) }
    }
    return rising.dropFirst(2 * bound).map { [$0] } + (0..<bound).map { [cool[$0], cool[2 * bound - 1 - $0]] }
  }

  private func start(_ items: [[Int]]) -> PairCounts {
    let alone = items.prefix { $0.count == 1 }.map { loads[$0[0]] }
    let spare = min(problem.mostCopies, 2 * ranks + bound) - problem.expertCount
    let counts = ReplicaCounts(loads: alone, copies: alone.count + spare, most: ranks).counts
    return PairCounts(
      loads: items.map { $0.reduce(0) { $0 + loads[$1] } },
      counts: counts + [Int](repeating: 1, count: bound), divisible: alone.count, ranks: ranks)
  }

  /// Where two copies of an expert lie together, one changes places with a copy elsewhere: the best one.
  private func apart(_ slots: [[Int]]) -> [[Int]] {
    var slots = slots
    let copies = ExpertMap(ranks: slots).copies(of: problem.expertCount)
    let shares = zip(loads, copies).map { $0 / Double($1) }
    for rank in slots.indices where slots[rank].count == 2 && slots[rank][0] == slots[rank][1] {
      let twice = slots[rank][0]
      var best: (rank: Int, place: Int, time: Double)?
      for other in slots.indices where !slots[other].contains(twice) {
        for place in slots[other].indices {
          let given = slots[other][place]
          let rest = slots[other].reduce(0) { $0 + shares[$1] } - shares[given]
          let time = max(shares[twice] + shares[given], rest + shares[twice])
          if time < best?.time ?? .infinity { best = (other, place, time) }
        }
      }
      guard let best else { continue }
      slots[rank][1] = slots[best.rank][best.place]
      slots[best.rank][best.place] = twice
    }
    return slots
  }
}
