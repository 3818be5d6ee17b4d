/// Prices for every case of how many copies some experts have. A time is refuted where each case is: the copies of an
/// expert are either few or many.
public indirect enum PriceTree: Sendable, Equatable {
  /// One set of prices for all that is still open.
  case prices(PatternPrices)
  /// `expert` has at most `most` copies, or more.
  case copies(expert: Int, most: Int, few: PriceTree, many: PriceTree)

  /// Whether no placement of the problem is as fast as `time`.
  public func refute(_ time: Double, of problem: ExpertProblem) -> Bool {
    refute(time, of: problem, limits: problem.copyLimits)
  }

  /// Whether no placement is, in which the copies of each expert lie within limits.
  public func refute(_ time: Double, of problem: ExpertProblem, limits: [ClosedRange<Int>]) -> Bool {
    switch self {
    case .prices(let prices): return prices.refute(time, of: problem, limits: limits)
    case .copies(let expert, let most, let few, let many):
      guard limits.indices.contains(expert) else { return false }
      let open = limits[expert]
      func holds(_ tree: PriceTree, from first: Int, to last: Int) -> Bool {
        guard first <= last else { return true }
        var narrower = limits
        narrower[expert] = first...last
        return tree.refute(time, of: problem, limits: narrower)
      }
      return holds(few, from: open.lowerBound, to: min(open.upperBound, most))
        && holds(many, from: max(open.lowerBound, most + 1), to: open.upperBound)
    }
  }
}
