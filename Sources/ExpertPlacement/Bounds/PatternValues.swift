import ExpertMaps

/// What a pattern program found: the value of every load.
struct PatternValues {
  let classes: LoadClasses
  /// φ of each class.
  let values: [Double]
  /// For each class by how much the copies of at least that size are more than the patterns hold.
  let excess: [Double]
  /// σ.
  let copy: Double
  /// κ of each class of ranks.
  let capacities: [Double]
  /// Σ_r r · x_er and Σ_r r² · x_er of each expert.
  let copies: [(mean: Double, square: Double)]
  /// Σ n_c · θ: ranks that the time would take.
  let ranks: Double

  /// r · (φ(load / r) + σ): what an expert is worth at most with that number of copies.
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

  /// Prices that hold, whatever the solver's rounding did: the least worth over all numbers of copies. An expert that fits
  /// nowhere is worth more than all ranks.
  func validPrices(loads: [Double], weights: [Double], capacity: Double, limits: [ClosedRange<Int>]) -> PatternPrices {
    let experts = zip(loads, limits).map { load, limit in
      limit.reduce(Double.infinity) { least, copies in
        load / Double(copies) > capacity * (1 + 1e-9) ? least : min(least, worth(load, copies: copies))
      }
    }
    return PatternPrices(scenarioWeights: weights, experts: experts.map { $0.isFinite ? $0 : 1e6 }, copy: copy)
  }

  /// Sizes whose rows are broken: in each stretch of broken rows the one that is broken most, and so on for what lies on
  /// both sides of it.
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
