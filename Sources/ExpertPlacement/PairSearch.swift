import Glibc
import Experts
import FoundationEssentials

/// Places the experts of one scenario on equal ranks with two slots, or three where few ranks need the third.
///
/// Experts that share one of the two slots, so that their rank holds three, are the coolest ones, combined differently
/// at each restart of the search.
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

  /// The best map found from numbers of copies that a linear program proposes in fractions.
  func map(copies: [Double], steps: Int, target: Double, random: inout SplitMix) -> ExpertMap? {
    guard bound == 0 else { return nil }
    let load = target * problem.ranks[0].speed
    var counts = PairCounts(loads: loads, counts: rounded(copies), divisible: loads.count, ranks: ranks)
    counts.anneal(steps: steps, target: load, temperature: 0.1, random: &random)
    return ExpertMap(ranks: apart(counts.slots))
  }

  /// Whole numbers next to the fractions that add up to all copies.
  private func rounded(_ copies: [Double]) -> [Int] {
    var counts = copies.map { min(ranks, max(1, Int($0 + 1e-6))) }
    let byRest = copies.indices.sorted { first, second in
      (copies[second] - Double(counts[second]), first) < (copies[first] - Double(counts[first]), second)
    }
    var left = problem.mostCopies - counts.reduce(0, +)
    for expert in byRest where left > 0 && counts[expert] < ranks {
      counts[expert] += 1
      left -= 1
    }
    for expert in byRest.reversed() where left < 0 && counts[expert] > 1 {
      counts[expert] -= 1
      left += 1
    }
    return counts
  }

  /// The items for slots: single experts, then combined ones.
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

  /// Moves one of two copies of an expert that are on one rank: exchanges it for the best copy elsewhere.
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

/// The number of copies of each expert on equal ranks with two slots. Given the copies, it is best to pair the largest
/// load with the smallest, the second largest with the second smallest and so on, so the search is over numbers of
/// copies alone.
private struct PairCounts {
  private let loads: [Double]
  private let ranks: Int
  private let divisible: Int
  private var pairs: PairRuns
  /// With large exponents the potential approximates the number of hottest ranks.
  private let doublings = 9
  private var inverseReference = 1.0

  /// - Parameters:
  ///   - loads: The load of each expert.
  ///   - counts: The initial number of copies of each expert; their sum is kept.
  ///   - divisible: The number of leading experts whose copies may change.
  ///   - ranks: The number of ranks, with two slots each.
  init(loads: [Double], counts: [Int], divisible: Int, ranks: Int) {
    self.divisible = divisible
    self.loads = loads
    self.ranks = ranks
    pairs = PairRuns(loads: loads, counts: counts, ranks: ranks)
  }

  /// Load of the hottest rank.
  var time: Double { pairs.hottest }

  /// The experts of each rank; two copies of one expert may lie together.
  var slots: [[Int]] { pairs.slots }

  private func potential(upTo limit: Double = .infinity) -> Double {
    pairs.potential(inverseReference, doublings: doublings, upTo: limit)
  }

  /// Moves copies from one expert to another by threshold annealing, and ends with the best numbers seen.
  mutating func anneal(steps: Int, target: Double, temperature start: Double = 1, random: inout SplitMix) {
    var best = pairs
    var bestTime = time
    let block = 256
    let cooling = pow(0.01, Double(block) / Double(max(block, steps)))
    var temperature = start
    var current = 0.0
    for step in 0..<(divisible > 1 ? steps : 0) {
      if step % block == 0 {
        if bestTime <= target { break }
        temperature *= cooling
        inverseReference = 1 / time
        current = potential()
      }
      let from = random.below(divisible)
      let to = random.below(divisible)
      guard from != to, pairs.counts[from] > 1, pairs.counts[to] < ranks else { continue }
      pairs.change(from, by: -1)
      pairs.change(to, by: 1)
      let limit = current - temperature * log(random.unit())
      let after = potential(upTo: limit)
      if after > limit {
        pairs.change(to, by: -1)
        pairs.change(from, by: 1)
        continue
      }
      current = after
      // The hottest rank alone counts 1 where it is as hot as when the block began.
      if after < Double(ranks), time < bestTime {
        bestTime = time
        best = pairs
      }
    }
    pairs = best
  }
}

/// Pairs the largest load with the smallest on equal ranks with two slots. Copies of an expert are equal, so pairs come
/// in runs, and all ranks are visited in one pass over the experts.
private struct PairRuns {
  private let loads: [Double]
  private let ranks: Int
  /// Copies of each expert.
  private(set) var counts: [Int]
  private var copies: Int
  private var shares: [Double]
  /// Experts by falling load of a copy.
  private var order: [Int]

  init(loads: [Double], counts: [Int], ranks: Int) {
    self.loads = loads
    self.counts = counts
    self.ranks = ranks
    copies = counts.reduce(0, +)
    let shares = zip(loads, counts).map { $0 / Double($1) }
    self.shares = shares
    order = loads.indices.sorted { (shares[$1], $0) < (shares[$0], $1) }
  }

  /// Gives an expert another number of copies; the caller keeps the sum.
  mutating func change(_ expert: Int, by difference: Int) {
    counts[expert] += difference
    copies += difference
    let share = loads[expert] / Double(counts[expert])
    shares[expert] = share
    var place = order.firstIndex(of: expert) ?? 0
    while place > 0, shares[order[place - 1]] < share {
      order[place] = order[place - 1]
      place -= 1
    }
    while place + 1 < order.count, shares[order[place + 1]] > share {
      order[place] = order[place + 1]
      place += 1
    }
    order[place] = expert
  }

  /// Load of the hottest rank.
  var hottest: Double {
    var most = 0.0
    forEachRun { first, second, _ in
      most = max(most, shares[first] + (second.map { shares[$0] } ?? 0))
      return true
    }
    return most
  }

  /// Σ over ranks of (load · factor)^(2^doublings); part of it where that is above the limit.
  func potential(_ factor: Double, doublings: Int, upTo limit: Double) -> Double {
    var sum = 0.0
    forEachRun { first, second, count in
      let load = shares[first] + (second.map { shares[$0] } ?? 0)
      sum += load.power(factor, doublings: doublings) * Double(count)
      return sum <= limit
    }
    return sum
  }

  /// The experts of each rank.
  var slots: [[Int]] {
    var result: [[Int]] = []
    forEachRun { first, second, count in
      result += [[Int]](repeating: second.map { [first, $0] } ?? [first], count: count)
      return true
    }
    return result + [[Int]](repeating: [], count: max(0, ranks - result.count))
  }

  /// Visits pairs of the largest with the smallest load, until `body` wants no more; where there are fewer copies than
  /// slots, the largest are alone.
  @inline(__always)
  private func forEachRun(_ body: (_ first: Int, _ second: Int?, _ count: Int) -> Bool) {
    var alone = max(0, 2 * ranks - copies)
    var first = 0
    var last = order.count - 1
    guard last >= 0 else { return }
    var firstLeft = counts[order[first]]
    var lastLeft = counts[order[last]]
    while first < last {
      let run = alone > 0 ? min(alone, firstLeft) : min(firstLeft, lastLeft)
      guard body(order[first], alone > 0 ? nil : order[last], run) else { return }
      if alone > 0 { alone -= run } else { lastLeft -= run }
      firstLeft -= run
      if firstLeft == 0 {
        first += 1
        firstLeft = first < last ? counts[order[first]] : lastLeft
      }
      if lastLeft == 0, first < last {
        last -= 1
        lastLeft = first < last ? counts[order[last]] : firstLeft
      }
    }
    // What is left of the expert in the middle.
    let single = min(alone, firstLeft)
    if single > 0 { guard body(order[first], nil, single) else { return } }
    let rest = firstLeft - single
    if rest > 1 { guard body(order[first], order[first], rest / 2) else { return } }
    if rest % 2 == 1 { _ = body(order[first], nil, 1) }
  }
}
