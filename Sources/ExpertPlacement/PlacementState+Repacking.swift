extension PlacementState {
  /// Repeatedly redistributes the copies of two ranks between them, until the slowest rank is at or below `target` or
  /// no other rank can improve it. This is finer than exchanges, which move one copy each way.
  mutating func repack(to target: Double) {
    while let slowest = loads.indices.max(by: { (rankTime($0), $1) < (rankTime($1), $0) }),
      rankTime(slowest) > target, let division = bestDivision(of: slowest)
    {
      divide(division, of: slowest)
    }
  }

  /// Slots of two ranks whose contents may move, with a bit for each that assigns it to the first rank.
  private struct Division {
    let other: Int
    let movable: [Int]
    let first: Int
  }

  /// The division after which the slower of the two ranks is fastest; `nil` where none helps.
  private func bestDivision(of slowest: Int) -> Division? {
    var limit = rankTime(slowest) * (1 - 1e-9)
    var best: Division?
    for other in loads.indices where other != slowest {
      let movable = movableSlots(slowest, other)
      // The number of divisions doubles with every copy.
      guard !movable.isEmpty, movable.count <= 12 else { continue }
      if let first = bestSubset(movable, slowest, other, limit: &limit) {
        best = Division(other: other, movable: movable, first: first)
      }
    }
    return best
  }

  /// Filled slots of both ranks, without experts that both hold.
  private func movableSlots(_ rank: Int, _ other: Int) -> [Int] {
    func slots(_ rank: Int, without other: Int) -> [Int] {
      (firstSlot[rank]..<firstSlot[rank + 1]).filter { expertOfSlot[$0] >= 0 && !isHeld(expertOfSlot[$0], by: other) }
    }
    return slots(rank, without: other) + slots(other, without: rank)
  }

  private func bestSubset(_ movable: [Int], _ rank: Int, _ other: Int, limit: inout Double) -> Int? {
    var fixed = loads[rank]
    var otherFixed = loads[other]
    var sum = Loads.zero
    var held = 0
    for slot in movable {
      let part = share[expertOfSlot[slot]]
      sum = sum + part
      if rankOfSlot[slot] == rank {
        fixed = fixed - part
        held += 1
      } else {
        otherFixed = otherFixed - part
      }
    }
    let room = problem.ranks[rank].slots - filled(rank) + held
    let otherRoom = problem.ranks[other].slots - filled(other) + movable.count - held
    var best: Int?
    var load = Loads.zero
    var previous = 0
    // Neighbours in Gray's order differ in one copy.
    for step in 0..<(1 << movable.count) {
      let subset = step ^ (step >> 1)
      let changed = (subset ^ previous).trailingZeroBitCount
      if subset > previous || (subset & ~previous) != 0 {
        if changed < movable.count { load = load + share[expertOfSlot[movable[changed]]] }
      } else if subset != previous {
        load = load - share[expertOfSlot[movable[changed]]]
      }
      previous = subset
      let count = subset.nonzeroBitCount
      guard count <= room, movable.count - count <= otherRoom else { continue }
      let time = max(
        (fixed + load).largest * inverseSpeed[rank], (otherFixed + (sum - load)).largest * inverseSpeed[other])
      if time < limit {
        limit = time
        best = subset
      }
    }
    return best
  }

  private func filled(_ rank: Int) -> Int {
    (firstSlot[rank]..<firstSlot[rank + 1]).count { expertOfSlot[$0] >= 0 }
  }

  private mutating func divide(_ division: Division, of rank: Int) {
    var experts = expertOfSlot
    let moved = division.movable.map { expertOfSlot[$0] }
    for slot in division.movable { experts[slot] = -1 }
    for (index, expert) in moved.enumerated() {
      let to = division.first >> index & 1 == 1 ? rank : division.other
      let free = (firstSlot[to]..<firstSlot[to + 1]).first { experts[$0] < 0 }
      if let free { experts[free] = expert }
    }
    set(experts)
  }
}

extension PlacementState {
  /// Fills empty slots with copies of the coolest experts, which change the times least. `SlotFilling` tries every expert in
  /// each slot, which takes many minutes where both are thousands.
  mutating func fillWithCoolest() {
    guard problem.slotCount <= problem.mostCopies else { return }
    let rising = popularity.indices.sorted { (share[$0].largest, $0) < (share[$1].largest, $1) }
    for rank in 0..<rankCount {
      var next = rising.makeIterator()
      for slot in firstSlot[rank]..<firstSlot[rank + 1] where expertOfSlot[slot] < 0 {
        while let expert = next.next(), !replace(slot, with: expert, limit: .infinity) {}
      }
    }
  }
}
