import ExpertMaps
import Foundation

/// How many copies each expert gets on equal ranks with two slots, where that decides all: given the copies, it is best
/// to pair the largest load with the smallest, the second largest with the second smallest and so on. So the search is
/// one over numbers of copies alone.
struct PairCounts {
  private let loads: [Double]
  private let ranks: Int
  private let divisible: Int
  private var pairs: PairRuns
  /// With large exponents the potential counts the ranks that are as hot as the hottest.
  private let doublings = 9
  private var inverseReference = 1.0

  /// - Parameters:
  ///   - loads: Of each expert.
  ///   - counts: Copies of each expert to begin with; their sum stays.
  ///   - divisible: The first that many experts may have other numbers of copies.
  ///   - ranks: How many, with two slots each.
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

  private var potential: Double { pairs.potential(inverseReference, doublings: doublings) }

  /// Moves copies from one expert to another by threshold annealing, and ends with the best numbers seen.
  mutating func anneal(steps: Int, target: Double, random: inout SplitMix) {
    var best = pairs
    var bestTime = time
    let block = 256
    let cooling = pow(0.01, Double(block) / Double(max(block, steps)))
    var temperature = 1.0
    var current = 0.0
    for step in 0..<(divisible > 1 ? steps : 0) {
      if step % block == 0 {
        if bestTime <= target { break }
        temperature *= cooling
        inverseReference = 1 / time
        current = potential
      }
      let from = random.below(divisible)
      let to = random.below(divisible)
      guard from != to, pairs.counts[from] > 1, pairs.counts[to] < ranks else { continue }
      pairs.change(from, by: -1)
      pairs.change(to, by: 1)
      let after = potential
      if after - current > -temperature * log(random.unit()) {
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
