/// Ranks on the way from one map to another, as a schedule leaves them; knows nothing of how schedules are made.
struct MoveSimulation {
  private(set) var held: [[Int]]
  private(set) var staged: [Int?]
  /// Copies of each expert that can be asked, staged ones among them.
  private var live: [Int: Int] = [:]
  private let slots: [Int]

  init(_ map: ExpertMap, slots: [Int]) {
    held = map.ranks
    staged = [Int?](repeating: nil, count: map.ranks.count)
    self.slots = slots
    for expert in map.ranks.joined() { live[expert, default: 0] += 1 }
  }

  mutating func apply(_ step: MoveStep, number: Int) throws(MoveFault) {
    switch step {
    case .transfer(let move):
      try check(move.source, number)
      try check(move.destination, number)
      guard holds(move.expert, move.source) else {
        throw .notHeld(step: number, expert: move.expert, rank: move.source)
      }
      guard !holds(move.expert, move.destination) else {
        throw .alreadyHeld(step: number, expert: move.expert, rank: move.destination)
      }
      live[move.expert, default: 0] += 1
      try land(move.expert, on: move.destination, move.landing, number)
    case .settle(let rank, let expert, let landing):
      try check(rank, number)
      guard staged[rank] == expert, landing != .staging else { throw .staging(step: number, rank: rank) }
      staged[rank] = nil
      try land(expert, on: rank, landing, number)
    case .drop(let rank, let expert):
      try check(rank, number)
      try remove(expert, from: rank, number)
    }
  }

  private func check(_ rank: Int, _ step: Int) throws(MoveFault) {
    guard held.indices.contains(rank), slots.indices.contains(rank) else { throw .unknownRank(step: step) }
  }

  private func holds(_ expert: Int, _ rank: Int) -> Bool { held[rank].contains(expert) || staged[rank] == expert }

  private mutating func land(_ expert: Int, on rank: Int, _ landing: MoveLanding, _ step: Int) throws(MoveFault) {
    switch landing {
    case .staging:
      guard staged[rank] == nil else { throw .staging(step: step, rank: rank) }
      staged[rank] = expert
      return
    case .overwriting(let old): try remove(old, from: rank, step)
    case .free: break
    }
    held[rank].append(expert)
    if held[rank].count > slots[rank] { throw .overfull(step: step, rank: rank) }
  }

  private mutating func remove(_ expert: Int, from rank: Int, _ step: Int) throws(MoveFault) {
    guard let index = held[rank].firstIndex(of: expert) else {
      throw .notHeld(step: step, expert: expert, rank: rank)
    }
    held[rank].remove(at: index)
    live[expert, default: 0] -= 1
    if live[expert] == 0 { throw .lost(step: step, expert: expert) }
  }
}
