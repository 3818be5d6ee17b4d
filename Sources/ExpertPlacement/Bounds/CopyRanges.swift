/// For each expert, the numbers of copies that a pattern program tells apart. Copies of one range are taken together, at
/// the number of its lower and the load of its upper end, so that the program never promises too much.
struct CopyRanges {
  /// [expert]: rising, without gaps, from the fewest copies that fit to the most that there may be; empty where none fit.
  let ranges: [[ClosedRange<Int>]]

  /// - Parameters:
  ///   - loads: Of each expert.
  ///   - capacity: Load that the fastest rank can hold.
  ///   - limits: For each expert how many copies it may have.
  init(loads: [Double], capacity: Double, limits: [ClosedRange<Int>]) {
    ranges = zip(loads, limits).map { load, limit in
      let fewest = max(limit.lowerBound, Int((load / capacity * (1 - 1e-12)).rounded(.up)))
      let most = limit.upperBound
      guard fewest <= most else { return [] }
      // A small expert gains little from being divided, and one that has three times what it needs gains nothing.
      let end = load > capacity / 4 ? 4 * fewest + 3 : fewest + 1
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
