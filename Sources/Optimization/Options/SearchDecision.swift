/// What a progress callback answers.
public enum SearchDecision: Sendable, Equatable {
  /// Go on.
  case goOn
  /// Stop, with the best answer so far.
  case stop
}
