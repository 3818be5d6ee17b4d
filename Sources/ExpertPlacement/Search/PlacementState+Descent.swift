extension PlacementState {
  /// Exchanges experts of the slowest rank until it is at or below `target` or no exchange makes it faster.
  mutating func descend(to target: Double) {
    while let slowest = loads.indices.max(by: { (rankTime($0), $1) < (rankTime($1), $0) }),
      rankTime(slowest) > target, let exchange = bestExchange(of: slowest)
    {
      _ = self.exchange(exchange.slot, exchange.other, limit: .infinity)
    }
  }

  /// The exchange after which the slower of its two ranks is fastest; `nil` where none helps.
  private func bestExchange(of slowest: Int) -> (slot: Int, other: Int)? {
    // A gain below rounding would let the same two experts change places for ever.
    var limit = rankTime(slowest) * (1 - 1e-12)
    var best: (slot: Int, other: Int)?
    for slot in firstSlot[slowest]..<firstSlot[slowest + 1] {
      let expert = expertOfSlot[slot]
      guard expert >= 0 else { continue }
      for other in expertOfSlot.indices {
        let rank = rankOfSlot[other]
        let otherExpert = expertOfSlot[other]
        guard rank != slowest, otherExpert != expert, !isHeld(expert, by: rank) else { continue }
        if otherExpert >= 0, isHeld(otherExpert, by: slowest) { continue }
        let moved = otherExpert >= 0 ? share[expert] - share[otherExpert] : share[expert]
        let time = max(
          (loads[slowest] - moved).largest * inverseSpeed[slowest], (loads[rank] + moved).largest * inverseSpeed[rank])
        guard time < limit, mayExchange(slot, other) else { continue }
        limit = time
        best = (slot, other)
      }
    }
    return best
  }
}
