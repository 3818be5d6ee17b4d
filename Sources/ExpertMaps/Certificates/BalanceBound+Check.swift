extension BalanceBound {
  /// Whether the proof shows what the bound claims: no placement of the problem is faster than `time`.
  public func holds(for problem: ExpertProblem) -> Bool {
    // Sums of the same numbers in another order differ in their last bits.
    let claim = time * (1 - 1e-9)
    guard case .prices(let prices) = proof else { return ClosedBounds(problem).time(of: proof) >= claim }
    return prices.refute(claim, of: problem)
  }
}
