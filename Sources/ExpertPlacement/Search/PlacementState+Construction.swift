import ExpertMaps

extension PlacementState {
  /// Copies as prescribed, the largest shares first, each to the rank that is least busy with it. A copy that finds no rank
  /// without its expert, or none far enough from the others, is left out.
  mutating func construct(_ counts: [Int]) {
    set([Int](repeating: -1, count: slotCount))
    for expert in counts.indices { share[expert] = popularity[expert].scaled(by: 1 / Double(counts[expert])) }
    let order = counts.indices.sorted { (share[$1].largest, $0) < (share[$0].largest, $1) }
    var filled = [Int](repeating: 0, count: rankCount)
    for expert in order {
      for _ in 0..<counts[expert] { place(expert, &filled) }
    }
    set(expertOfSlot)
  }

  private mutating func place(_ expert: Int, _ filled: inout [Int]) {
    let domains = Set(slotsOfExpert[expert].map { problem.ranks[rankOfSlot[$0]].failureDomain })
    let taken = problem.survivesLoss && domains.count == 1 ? domains.first : nil
    var best = -1
    var least = Double.infinity
    for rank in 0..<rankCount where filled[rank] < problem.ranks[rank].slots && !isHeld(expert, by: rank) {
      if problem.ranks[rank].failureDomain == taken { continue }
      let time = (loads[rank] + share[expert]).largest * inverseSpeed[rank]
      if time < least {
        least = time
        best = rank
      }
    }
    guard best >= 0 else { return }
    let slot = firstSlot[best] + filled[best]
    filled[best] += 1
    expertOfSlot[slot] = expert
    slotsOfExpert[expert].append(slot)
    holds[expert * rankCount + best] = true
    loads[best] = loads[best] + share[expert]
  }
}
