/// Why a schedule does not lead from one map to another, or not safely. Steps count from 0.
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
  /// In the end a rank does not hold what it should.
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
