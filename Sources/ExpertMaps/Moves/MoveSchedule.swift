/// Steps that lead from one map of a layer to another. Between any two of them every expert can be asked.
public struct MoveSchedule: Sendable, Hashable, Codable {
  /// In the order in which they are done; steps that touch neither the same rank nor the same expert may run together.
  public let steps: [MoveStep]

  /// - Parameter steps: In the order in which they are done.
  public init(steps: [MoveStep]) { self.steps = steps }

  /// The steps that cross the network.
  public var moves: [ExpertMove] {
    steps.compactMap { if case .transfer(let move) = $0 { move } else { nil } }
  }

  /// Moves that pass through a staging buffer: one for each ring of ranks none of which can give up a copy first.
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
