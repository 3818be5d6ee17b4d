/// What moves are worth.
public enum ReplanGoal: Sendable, Equatable {
  /// The least time that takes no more than so many bytes of moves.
  case within(bytes: Double)
  /// The least sum of time and of moves at so much a byte, in units of weighted time.
  case priced(perByte: Double)
}
