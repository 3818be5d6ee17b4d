/// What a composition is to achieve.
public enum CompositionObjective: Sendable, Hashable {
  /// The largest share of the demands, the same of each model; then the largest total; then the least cost.
  case served
  /// The least cost that serves the demands; then the largest share of them.
  case cost
}
