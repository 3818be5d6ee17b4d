extension BalanceBound {
  /// Whether the proof shows what the bound claims: no placement of the problem is faster than `time`.
  public func holds(for problem: ExpertProblem) -> Bool {
    // Sums of the same numbers in another order differ in their last bits.
    let claim = time * (1 - 1e-9)
    return switch proof {
    case .mean, .largestShare, .crowding: ClosedBounds(problem).time(of: proof) >= claim
    case .prices(let prices): prices.refute(claim, of: problem)
    case .groups(let groups): groups.time(of: problem) >= claim
    }
  }
}
