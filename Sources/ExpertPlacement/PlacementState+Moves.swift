// Moves: judged first, and made where the potential rises by no more than `limit`.

extension PlacementState {
  /// Exchanges the contents of two slots, the second of which may be empty.
  /// - Returns: Whether the move was made.
  @inline(__always)
  mutating func exchange(_ slot: Int, _ other: Int, limit: Double) -> Bool {
    let rank = rankOfSlot[slot]
    let otherRank = rankOfSlot[other]
    let expert = expertOfSlot[slot]
    let otherExpert = expertOfSlot[other]
    guard rank != otherRank, expert >= 0, expert != otherExpert, !isHeld(expert, by: otherRank) else { return false }
    if otherExpert >= 0, isHeld(otherExpert, by: rank) { return false }
    let moved = otherExpert >= 0 ? share[expert] - share[otherExpert] : share[expert]
    let load = loads[rank] - moved
    let otherLoad = loads[otherRank] + moved
    let before = potentials[rank] + potentials[otherRank]
    let after = potential(load, rank: rank)
    let otherAfter = potential(otherLoad, rank: otherRank)
    let rise = after + otherAfter - before
    guard rise <= limit, mayExchange(slot, other) else { return false }
    loads[rank] = load
    loads[otherRank] = otherLoad
    potentials[rank] = after
    potentials[otherRank] = otherAfter
    potential += rise
    move(expert, from: slot, to: other)
    if otherExpert >= 0 { move(otherExpert, from: other, to: slot) }
    expertOfSlot[slot] = otherExpert
    expertOfSlot[other] = expert
    return true
  }

  /// Whether copies still survive the loss of a failure domain after the exchange.
  @inline(__always)
  func mayExchange(_ slot: Int, _ other: Int) -> Bool {
    guard problem.survivesLoss else { return true }
    let otherExpert = expertOfSlot[other]
    return survives(moving: expertOfSlot[slot], from: slot, to: rankOfSlot[other])
      && (otherExpert < 0 || survives(moving: otherExpert, from: other, to: rankOfSlot[slot]))
  }

  /// Whether the copy in a slot may lie on another rank, whatever it is exchanged for.
  func mayMove(_ slot: Int, to rank: Int) -> Bool {
    let expert = expertOfSlot[slot]
    guard slotsOfExpert[expert].count > 1 else { return true }
    return !isHeld(expert, by: rank) && (!problem.survivesLoss || survives(moving: expert, from: slot, to: rank))
  }

  private mutating func move(_ expert: Int, from slot: Int, to other: Int) {
    holds[expert &* rankCount &+ rankOfSlot[slot]] = false
    holds[expert &* rankCount &+ rankOfSlot[other]] = true
    guard let index = slotsOfExpert[expert].firstIndex(of: slot) else { return }
    slotsOfExpert[expert][index] = other
  }

  /// Replaces the copy in a slot, which must not be its expert's last, by one more copy of another expert; or fills an
  /// empty slot where more copies are allowed.
  /// - Returns: Whether the move was made.
  mutating func replace(_ slot: Int, with added: Int, limit: Double) -> Bool {
    let rank = rankOfSlot[slot]
    let dropped = expertOfSlot[slot]
    guard dropped != added, !isHeld(added, by: rank), isSpare(slot) else { return false }
    guard survives(adding: added, to: rank), dropped < 0 || survives(dropping: slot) else { return false }
    let addedShare = popularity[added].scaled(by: 1 / Double(slotsOfExpert[added].count + 1))
    let addedChange = addedShare - share[added]
    var droppedShare = Loads.zero
    var load = loads[rank] + addedShare
    var rise = 0.0
    touchedRanks.removeAll(keepingCapacity: true)
    touchedLoads.removeAll(keepingCapacity: true)
    if dropped >= 0 {
      droppedShare = popularity[dropped].scaled(by: 1 / Double(slotsOfExpert[dropped].count - 1))
      let droppedChange = droppedShare - share[dropped]
      load = load - share[dropped]
      for copy in slotsOfExpert[dropped] where copy != slot {
        let holder = rankOfSlot[copy]
        let change = isHeld(added, by: holder) ? droppedChange + addedChange : droppedChange
        rise += touch(holder, loads[holder] + change)
      }
      // What the copies of the added expert save is at most all that their ranks have.
      if rise > limit + potential { return false }
    }
    for copy in slotsOfExpert[added] {
      let holder = rankOfSlot[copy]
      if dropped >= 0, isHeld(dropped, by: holder) { continue }
      rise += touch(holder, loads[holder] + addedChange)
    }
    rise += touch(rank, load)
    guard rise <= limit else { return false }
    makeTouched(rise)
    if dropped >= 0 {
      slotsOfExpert[dropped].removeAll { $0 == slot }
      holds[dropped &* rankCount &+ rank] = false
      share[dropped] = droppedShare
    } else {
      usedSlots += 1
    }
    slotsOfExpert[added].append(slot)
    holds[added &* rankCount &+ rank] = true
    share[added] = addedShare
    expertOfSlot[slot] = added
    return true
  }

  /// Takes the copy out of a slot, which must not be its expert's last: the others bear its load, and another copy may
  /// have its place in the budget.
  /// - Returns: Whether the move was made.
  mutating func drop(_ slot: Int, limit: Double) -> Bool {
    let expert = expertOfSlot[slot]
    guard expert >= 0, isSpare(slot), survives(dropping: slot) else { return false }
    let rank = rankOfSlot[slot]
    let left = popularity[expert].scaled(by: 1 / Double(slotsOfExpert[expert].count - 1))
    touchedRanks.removeAll(keepingCapacity: true)
    touchedLoads.removeAll(keepingCapacity: true)
    var rise = touch(rank, loads[rank] - share[expert])
    for copy in slotsOfExpert[expert] where copy != slot {
      let holder = rankOfSlot[copy]
      rise += touch(holder, loads[holder] + (left - share[expert]))
    }
    guard rise <= limit else { return false }
    makeTouched(rise)
    slotsOfExpert[expert].removeAll { $0 == slot }
    holds[expert * rankCount + rank] = false
    share[expert] = left
    expertOfSlot[slot] = -1
    usedSlots -= 1
    return true
  }

  private mutating func makeTouched(_ rise: Double) {
    for (index, holder) in touchedRanks.enumerated() {
      loads[holder] = touchedLoads[index]
      potentials[holder] = potential(loads[holder], rank: holder)
    }
    potential += rise
  }

  private func isSpare(_ slot: Int) -> Bool {
    let expert = expertOfSlot[slot]
    return expert < 0 ? usedSlots < problem.mostCopies : slotsOfExpert[expert].count > 1
  }

  @inline(__always)
  private mutating func touch(_ rank: Int, _ load: Loads) -> Double {
    touchedRanks.append(rank)
    touchedLoads.append(load)
    return potential(load, rank: rank) - potentials[rank]
  }

  // Copies of an expert must not all lie in one failure domain, where that was asked for.

  @inline(__always)
  private func survives(moving expert: Int, from slot: Int, to rank: Int) -> Bool {
    guard slotsOfExpert[expert].count > 1 else { return true }
    let domain = problem.ranks[rank].failureDomain
    return slotsOfExpert[expert].contains { $0 != slot && failureDomain($0) != domain }
  }

  private func survives(adding expert: Int, to rank: Int) -> Bool {
    guard problem.survivesLoss else { return true }
    let domain = problem.ranks[rank].failureDomain
    return slotsOfExpert[expert].contains { failureDomain($0) != domain }
  }

  private func survives(dropping slot: Int) -> Bool {
    guard problem.survivesLoss else { return true }
    let rest = slotsOfExpert[expertOfSlot[slot]].filter { $0 != slot }.map(failureDomain)
    return rest.count < 2 || rest.contains { $0 != rest[0] }
  }

  private func failureDomain(_ slot: Int) -> Int { problem.ranks[rankOfSlot[slot]].failureDomain }
}
