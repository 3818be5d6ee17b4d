/// Steps that lead from one map of a layer to another. Between any two of them every expert can be asked.
public struct MoveSchedule: Sendable, Hashable, Codable {
  /// The steps in their order. Steps that share no rank and no expert may run concurrently.
  public let steps: [MoveStep]

  public init(steps: [MoveStep]) { self.steps = steps }

  /// The steps that cross the network.
  public var moves: [ExpertMove] {
    steps.compactMap { if case .transfer(let move) = $0 { move } else { nil } }
  }

  /// The number of moves through a staging buffer: one for each ring of ranks none of which can drop a copy first.
  public var stagedMoves: Int { moves.count { $0.landing == .staging } }

  /// Most experts that lie in staging buffers at once, over all ranks together; never more than one on a rank.
  public var stagedAtOnce: Int {
    var staged = 0
    var most = 0
    for step in steps {
      if case .settle = step { staged -= 1 }
      if case .transfer(let move) = step, move.landing == .staging { staged += 1 }
      most = max(most, staged)
    }
    return most
  }

  /// Moves into or out of the rank that has most of either: all moves together take at least that many times one move.
  public func busiest(of rankCount: Int) -> Int {
    var sent = [Int](repeating: 0, count: rankCount)
    var received = sent
    for move in moves where sent.indices.contains(move.source) && sent.indices.contains(move.destination) {
      sent[move.source] += 1
      received[move.destination] += 1
    }
    return (sent + received).max() ?? 0
  }
}

extension ExpertMap {
  /// Copies that are on ranks which did not hold their expert in another map: how many moves lead here from there.
  public func moves(from other: ExpertMap) -> Int {
    ranks.enumerated().reduce(0) { sum, rank in
      let before = other.ranks.indices.contains(rank.offset) ? Set(other.ranks[rank.offset]) : []
      return sum + rank.element.count { !before.contains($0) }
    }
  }
}

/// A transfer of one expert's weights from a rank that holds them to one that will.
public struct ExpertMove: Sendable, Hashable, Codable {
  /// The index of the expert in the layer.
  public let expert: Int
  /// A rank that holds the expert when the move starts.
  public let source: Int
  /// The rank that receives the expert.
  public let destination: Int
  /// The place of the weights on the receiving rank.
  public let landing: MoveLanding

  public init(expert: Int, source: Int, destination: Int, landing: MoveLanding) {
    self.expert = expert
    self.source = source
    self.destination = destination
    self.landing = landing
  }
}

/// A fault of a schedule: it does not lead from one map to another, or not safely. Steps count from 0.
public enum MoveFault: Error, Sendable, Equatable {
  /// A rank that does not exist.
  case unknownRank(step: Int)
  /// An expert is sent by a rank that does not hold it.
  case notHeld(step: Int, expert: Int, rank: Int)
  /// An expert is sent to a rank that holds it.
  case alreadyHeld(step: Int, expert: Int, rank: Int)
  /// A rank is given more than its slots hold.
  case overfull(step: Int, rank: Int)
  /// A second expert is put into a staging buffer, or an expert is taken from one that does not hold it.
  case staging(step: Int, rank: Int)
  /// No rank holds the expert any more.
  case lost(step: Int, expert: Int)
  /// At the end a rank does not hold its experts.
  case unfinished(rank: Int)
}

extension MoveFault: CustomStringConvertible {
  /// A sentence.
  public var description: String {
    switch self {
    case .unknownRank(let step): "step \(step) names a rank that does not exist"
    case .notHeld(let step, let expert, let rank): "step \(step): rank \(rank) does not hold expert \(expert)"
    case .alreadyHeld(let step, let expert, let rank): "step \(step): rank \(rank) holds expert \(expert) already"
    case .overfull(let step, let rank): "step \(step): rank \(rank) has no empty slot"
    case .staging(let step, let rank): "step \(step): the staging buffer of rank \(rank) cannot do this"
    case .lost(let step, let expert): "step \(step) gives up the last copy of expert \(expert)"
    case .unfinished(let rank): "in the end rank \(rank) does not hold what it should"
    }
  }
}

/// The place on a rank that receives the weights of an expert.
public enum MoveLanding: Sendable, Hashable, Codable {
  /// Into a slot that is empty.
  case free
  /// The slot of an expert that other ranks hold too, which is overwritten.
  case overwriting(expert: Int)
  /// Into the rank's staging buffer, which has room for one expert.
  case staging
}

extension MoveSchedule {
  /// Simulates the steps and checks after each that every expert has a copy and no rank holds too many.
  /// - Parameters:
  ///   - current: The map before. It may hold an expert twice on one rank, as maps of runtimes do.
  ///   - next: The map after.
  ///   - slots: The slots of each rank.
  /// - Returns: The first fault; `nil` where the steps lead safely to `next`.
  public func fault(from current: ExpertMap, to next: ExpertMap, slots: [Int]) -> MoveFault? {
    var simulation = MoveSimulation(current, slots: slots)
    for (number, step) in steps.enumerated() {
      do { try simulation.apply(step, number: number) } catch { return error }
    }
    guard next.ranks.count == current.ranks.count else { return .unfinished(rank: next.ranks.count) }
    return next.ranks.indices.first { rank in
      simulation.staged[rank] != nil || simulation.held[rank].sorted() != next.ranks[rank]
    }.map { .unfinished(rank: $0) }
  }
}

/// The state of the ranks during a schedule. It is independent of the scheduler.
private struct MoveSimulation {
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

/// One step on the way from one map to another.
public enum MoveStep: Sendable, Hashable, Codable {
  /// Weights cross the network.
  case transfer(ExpertMove)
  /// A rank takes the expert in its staging buffer into a slot.
  case settle(rank: Int, expert: Int, landing: MoveLanding)
  /// A rank drops a copy, which empties the slot.
  case drop(rank: Int, expert: Int)
}
