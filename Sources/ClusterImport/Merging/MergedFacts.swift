/// What all sources say together.
struct MergedFacts: Sendable {
  /// In the natural order of their names.
  var nodes: [GPUNode]
  /// By level of switches from the lowest.
  var oversubscription: [Stated<Double>]
  /// Whether the names are those of machines, and not made up for a source that has none.
  var hasNames: Bool
  var notes: [String]
}
