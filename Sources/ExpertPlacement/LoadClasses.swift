import Experts

/// Loads of copies rounded down to a list of sizes, between which a value may change.
struct LoadClasses {
  /// Rising; the first is 0.
  let sizes: [Double]

  /// - Parameter loads: The loads in any order; equal ones count once.
  init(_ loads: [Double]) {
    var sizes = [0.0]
    for load in loads.sorted() where load > sizes[sizes.count - 1] { sizes.append(load) }
    self.sizes = sizes
  }

  var count: Int { sizes.count }

  /// The largest class that is not above the load; `nil` below 0.
  func index(of load: Double) -> Int? {
    var low = 0
    var high = sizes.count
    while low < high {
      let middle = (low + high) / 2
      if sizes[middle] <= load { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? low - 1 : nil
  }

  /// The pairs of largest classes that fit together on ranks with two slots or more, and the largest class on those with
  /// one.
  func pairs(_ index: Int, _ rank: RankClass, time: Double) -> [LoadPattern] {
    let capacity = time * rank.speed * (1 + 1e-12)
    let last = self.index(of: capacity) ?? 0
    if rank.slots < 2 { return [LoadPattern(rankClass: index, loads: [sizes[last]])] }
    var result: [LoadPattern] = []
    var partner = 0
    for first in stride(from: last, through: 0, by: -1) {
      let before = partner
      while partner + 1 < count, sizes[partner + 1] + sizes[first] <= capacity { partner += 1 }
      if partner > first { break }
      if partner == before, first < last { continue }
      result.append(LoadPattern(rankClass: index, loads: [sizes[first], sizes[partner]]))
    }
    return result
  }
}

/// For each expert, the ranges of copy numbers that a pattern program distinguishes. A range is represented by its
/// lower number of copies and the load of its upper end, so that the program is a relaxation.
struct CopyRanges {
  /// [expert]: rising, without gaps, from the fewest copies that fit to the most that there may be; empty where none fit.
  let ranges: [[ClosedRange<Int>]]

  /// - Parameters:
  ///   - loads: The load of each expert.
  ///   - capacity: The capacity of the fastest rank.
  ///   - limits: The allowed numbers of copies of each expert.
  init(loads: [Double], capacity: Double, limits: [ClosedRange<Int>]) {
    ranges = zip(loads, limits).map { load, limit in
      let fewest = max(limit.lowerBound, Int((load / capacity * (1 - 1e-12)).rounded(.up)))
      let most = limit.upperBound
      guard fewest <= most else { return [] }
      // A small expert gains little from being divided, and one that has far more than it needs gains nothing.
      let end = load > capacity / 4 ? 2 * fewest + 3 : fewest + 1
      var result: [ClosedRange<Int>] = []
      var first = fewest
      while first <= most {
        let width = first <= end ? 1 : first < 3 * end ? max(1, first / 4) : most
        let last = min(most, first + width - 1)
        result.append(first...last)
        first = last + 1
      }
      return result
    }
  }

  /// Loads of copies at the upper ends of the ranges.
  func shares(_ loads: [Double]) -> [Double] {
    zip(loads, ranges).flatMap { load, ranges in ranges.map { load / Double($0.upperBound) } }
  }
}

/// Loads of copies that lie together on a rank of a class.
struct LoadPattern {
  /// Index of the class.
  let rankClass: Int
  let loads: [Double]
  /// The load of the whole pattern.
  var load: Double { loads.reduce(0, +) }
}

/// The duals of a pattern program: the value of every load.
struct PatternValues {
  let classes: LoadClasses
  /// φ of each class.
  let values: [Double]
  /// For each class, the number of copies of at least that size beyond those that the patterns hold.
  let excess: [Double]
  /// σ.
  let copy: Double
  /// κ of each class of ranks.
  let capacities: [Double]
  /// Σ_r r · x_er and Σ_r r² · x_er of each expert.
  let copies: [(mean: Double, square: Double)]
  /// Σ n_c · θ: ranks that the time would take.
  let ranks: Double

  /// r · (φ(load / r) + σ): an upper bound on the value of an expert with r copies.
  private func worth(_ load: Double, copies: Int) -> Double {
    Double(copies) * (values[classes.index(of: load / Double(copies)) ?? 0] + copy)
  }

  /// The expert whose number of copies is least decided, hot ones first, and the number up to which they are few; `nil`
  /// where all are whole.
  func branch(loads: [Double]) -> (expert: Int, most: Int)? {
    let doubts = zip(loads, copies).map { load, copies in (copies.square - copies.mean * copies.mean) * load }
    guard let expert = doubts.indices.max(by: { (doubts[$0], $1) < (doubts[$1], $0) }), doubts[expert] > 1e-6 else {
      return nil
    }
    return (expert, Int((copies[expert].mean - 1e-6).rounded(.down)))
  }

  /// Prices that are valid whatever the solver's rounding: the least value over all numbers of copies. An expert that
  /// fits nowhere is worth more than all ranks.
  func validPrices(loads: [Double], weights: [Double], capacity: Double, limits: [ClosedRange<Int>]) -> PatternPrices {
    let experts = zip(loads, limits).map { load, limit in
      limit.reduce(Double.infinity) { least, copies in
        load / Double(copies) > capacity * (1 + 1e-9) ? least : min(least, worth(load, copies: copies))
      }
    }
    return PatternPrices(scenarioWeights: weights, experts: experts.map { $0.isFinite ? $0 : 1e6 }, copy: copy)
  }

  /// The sizes of violated rows: in each run of violated rows the most violated one, and recursively those of the rows
  /// on both sides.
  func missingRows() -> [Int] {
    let broken = excess.indices.filter { excess[$0] > 1e-6 }
    var stretches: [Range<Int>] = []
    for size in broken {
      if let last = stretches.last, last.upperBound == size {
        stretches[stretches.count - 1] = last.lowerBound..<size + 1
      } else {
        stretches.append(size..<size + 1)
      }
    }
    return stretches.flatMap { peaks($0, depth: 2) }
  }

  private func peaks(_ range: Range<Int>, depth: Int) -> [Int] {
    guard depth > 0, let peak = range.max(by: { (excess[$0], $1) < (excess[$1], $0) }) else { return [] }
    let middleBelow = (range.lowerBound + peak) / 2
    let middleAbove = (peak + 1 + range.upperBound) / 2
    return [peak] + peaks(range.lowerBound..<middleBelow, depth: depth - 1)
      + peaks(middleAbove..<range.upperBound, depth: depth - 1)
  }
}

/// Ranks that are equal for a bound: of the same speed and slots.
struct RankClass {
  let slots: Int
  let speed: Double
  let count: Int

  /// The classes of a problem, those with most slots first.
  static func classes(of problem: ExpertProblem) -> [RankClass] {
    var counts: [(rank: ExpertRank, count: Int)] = []
    for rank in problem.ranks {
      if let index = counts.firstIndex(where: { $0.rank.slots == rank.slots && $0.rank.speed == rank.speed }) {
        counts[index].count += 1
      } else {
        counts.append((rank, 1))
      }
    }
    return counts.map { RankClass(slots: $0.rank.slots, speed: $0.rank.speed, count: $0.count) }
      .sorted { ($0.slots, $0.speed) > ($1.slots, $1.speed) }
  }
}
