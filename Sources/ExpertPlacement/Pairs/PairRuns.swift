/// The largest load with the smallest on each of equal ranks with two slots. Copies of an expert are alike, so that pairs
/// come in runs, and all ranks are gone through in the time of one pass over the experts.
struct PairRuns {
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
    forEachRun { first, second, _ in most = max(most, shares[first] + (second.map { shares[$0] } ?? 0)) }
    return most
  }

  /// Σ over ranks of (load · factor)^(2^doublings).
  func potential(_ factor: Double, doublings: Int) -> Double {
    var sum = 0.0
    forEachRun { first, second, count in
      let load = shares[first] + (second.map { shares[$0] } ?? 0)
      sum += load.power(factor, doublings: doublings) * Double(count)
    }
    return sum
  }

  /// The experts of each rank.
  var slots: [[Int]] {
    var result: [[Int]] = []
    forEachRun { first, second, count in
      result += [[Int]](repeating: second.map { [first, $0] } ?? [first], count: count)
    }
    return result + [[Int]](repeating: [], count: max(0, ranks - result.count))
  }

  /// Largest with smallest; where there are fewer copies than slots, the largest stand alone.
  @inline(__always)
  private func forEachRun(_ body: (_ first: Int, _ second: Int?, _ count: Int) -> Void) {
    var alone = max(0, 2 * ranks - copies)
    var first = 0
    var last = order.count - 1
    guard last >= 0 else { return }
    var firstLeft = counts[order[first]]
    var lastLeft = counts[order[last]]
    while first < last {
      let run = alone > 0 ? min(alone, firstLeft) : min(firstLeft, lastLeft)
      body(order[first], alone > 0 ? nil : order[last], run)
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
    if single > 0 { body(order[first], nil, single) }
    let rest = firstLeft - single
    if rest > 1 { body(order[first], order[first], rest / 2) }
    if rest % 2 == 1 { body(order[first], nil, 1) }
  }
}
