extension PlacementState {
  /// Exchanges experts of the slowest rank until it is at or below `target`, no exchange makes it faster, or the effort
  /// is spent.
  mutating func descend(to target: Double) {
    var search = ExchangeSearch(self)
    var left = ExchangeSearch<Loads>.effort
    while let slowest = loads.indices.max(by: { (rankTime($0), $1) < (rankTime($1), $0) }),
      rankTime(slowest) > target, left > 0
    {
      left -= search.effort(slowest, in: self)
      guard let found = search.best(of: slowest, in: self) else { return }
      _ = exchange(found.slot, found.other, limit: .infinity)
      search.exchanged(found.slot, found.other, in: self)
    }
  }
}

/// Looks for the exchange of two experts after which the slower of their two ranks is fastest.
///
/// An exchange moves d, the difference of two loads, from the slowest rank s to a rank r, and the slower of both is at
/// max((L_s − d) / v_s, (L_r + d) / v_r), which falls up to d* = (L_s v_r − L_r v_s) / (v_s + v_r) and rises from there. With
/// the loads of both ranks sorted, the differences next to d* are found in one pass over the two, so that an exchange
/// takes time in proportion to the slots. Small problems and several scenarios look at all pairs.
struct ExchangeSearch<Loads: LoadVector> {
  /// The pairs that a descent may look at.
  static var effort: Int { 1 << 28 }
  /// Pairs of slots up to which all are looked at.
  private static var fewPairs: Int { 1 << 16 }
  /// A step of the pass over sorted loads, in pairs.
  private static var step: Int { 4 }

  /// The filled slots of each rank by rising load; `nil` where all pairs are looked at.
  private(set) var sorted: [[Int]]?

  /// - Parameter isSorting: Whether to sort; by default where there is one scenario and pairs are many.
  init(_ state: PlacementState<Loads>, isSorting: Bool? = nil) {
    let mostSlots = state.problem.ranks.map(\.slots).max() ?? 0
    let isLarge = mostSlots * state.slotCount > Self.fewPairs
    guard isSorting ?? isLarge, state.problem.popularity.count == 1 else { return }
    sorted = (0..<state.rankCount).map { rank in
      (state.firstSlot[rank]..<state.firstSlot[rank + 1]).filter { state.expertOfSlot[$0] >= 0 }
        .sorted { (Self.load($0, state), $0) < (Self.load($1, state), $1) }
    }
  }

  /// What it takes to look for an exchange, in pairs.
  func effort(_ slowest: Int, in state: PlacementState<Loads>) -> Int {
    let slots = state.firstSlot[slowest + 1] - state.firstSlot[slowest]
    return sorted == nil ? slots * state.slotCount : Self.step * (slots * state.rankCount + state.slotCount)
  }

  /// `nil` where no exchange helps.
  func best(of slowest: Int, in state: PlacementState<Loads>) -> (slot: Int, other: Int)? {
    // A gain below rounding would let the same two experts change places for ever.
    var best = Best(limit: state.rankTime(slowest) * (1 - 1e-12))
    guard let sorted else {
      lookAtAllPairs(of: slowest, in: state, &best)
      return best.exchange
    }
    for rank in 0..<state.rankCount where rank != slowest {
      look(slowest, rank, sorted, in: state, &best)
    }
    return best.exchange
  }

  /// Keeps the slots of the two ranks sorted, after the exchange.
  mutating func exchanged(_ slot: Int, _ other: Int, in state: PlacementState<Loads>) {
    guard var sorted else { return }
    // Given away meanwhile, so that nothing is copied.
    self.sorted = nil
    for changed in [slot, other] { Self.sort(changed, into: &sorted[state.rankOfSlot[changed]], state) }
    self.sorted = sorted
  }

  private static func sort(_ changed: Int, into slots: inout [Int], _ state: PlacementState<Loads>) {
    slots.removeAll { $0 == changed }
    guard state.expertOfSlot[changed] >= 0 else { return }
    let load = load(changed, state)
    let place = slots.firstIndex { (Self.load($0, state), $0) > (load, changed) }
    slots.insert(changed, at: place ?? slots.count)
  }

  private struct Best {
    var limit: Double
    var exchange: (slot: Int, other: Int)?
  }

  private static func load(_ slot: Int, _ state: PlacementState<Loads>) -> Double {
    state.share[state.expertOfSlot[slot]].largest
  }

  // MARK: - Sorted loads

  private func look(
    _ slowest: Int, _ rank: Int, _ sorted: [[Int]], in state: PlacementState<Loads>, _ best: inout Best
  ) {
    let (load, otherLoad) = (state.loads[slowest].largest, state.loads[rank].largest)
    let (inverse, otherInverse) = (state.inverseSpeed[slowest], state.inverseSpeed[rank])
    let wanted = (load * inverse - otherLoad * otherInverse) / (inverse + otherInverse)
    // Even the difference that suits both ranks best does not help enough.
    guard max((load - wanted) * inverse, (otherLoad + wanted) * otherInverse) * (1 - 1e-9) < best.limit else { return }
    let mine = sorted[slowest].filter { state.mayMove($0, to: rank) }
    let theirs = partners(sorted[rank], rank: rank, slowest: slowest, in: state)
    let loads = theirs.map { state.expertOfSlot[$0] < 0 ? 0 : Self.load($0, state) }
    guard !loads.isEmpty else { return }
    var above = 0
    for slot in mine {
      let own = Self.load(slot, state)
      while above < loads.count, loads[above] <= own - wanted { above += 1 }
      for place in max(0, above - 1)...min(above, loads.count - 1) {
        let moved = own - loads[place]
        let time = max((load - moved) * inverse, (otherLoad + moved) * otherInverse)
        guard time < best.limit else { continue }
        best = Best(limit: time, exchange: (slot, theirs[place]))
      }
    }
  }

  /// Slots of a rank whose experts may come to the slowest one by rising load, after one empty slot, if there is any.
  private func partners(_ filled: [Int], rank: Int, slowest: Int, in state: PlacementState<Loads>) -> [Int] {
    let slots = state.firstSlot[rank]..<state.firstSlot[rank + 1]
    let empty = filled.count < slots.count ? slots.first { state.expertOfSlot[$0] < 0 } : nil
    return (empty.map { [$0] } ?? []) + filled.filter { state.mayMove($0, to: slowest) }
  }

  // MARK: - All pairs

  private func lookAtAllPairs(of slowest: Int, in state: PlacementState<Loads>, _ best: inout Best) {
    let (share, loads) = (state.share, state.loads)
    for slot in state.firstSlot[slowest]..<state.firstSlot[slowest + 1] {
      let expert = state.expertOfSlot[slot]
      guard expert >= 0 else { continue }
      for other in state.expertOfSlot.indices {
        let rank = state.rankOfSlot[other]
        let otherExpert = state.expertOfSlot[other]
        guard rank != slowest, otherExpert != expert, !state.isHeld(expert, by: rank) else { continue }
        if otherExpert >= 0, state.isHeld(otherExpert, by: slowest) { continue }
        let moved = otherExpert >= 0 ? share[expert] - share[otherExpert] : share[expert]
        let time = max(
          (loads[slowest] - moved).largest * state.inverseSpeed[slowest],
          (loads[rank] + moved).largest * state.inverseSpeed[rank])
        guard time < best.limit, state.mayExchange(slot, other) else { continue }
        best = Best(limit: time, exchange: (slot, other))
      }
    }
  }
}
