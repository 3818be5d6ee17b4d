/// What one source says.
struct SourceFacts: Sendable {
  let kind: SourceKind
  let file: String
  /// By name, each once.
  var nodes: [NodeFacts] = []
  /// What holds for any node that has GPUs: a source that describes a single machine does not know its name.
  var anyNode: NodeFacts?
  /// How many times the links below a level of switches could overload those above, by level from the lowest.
  var oversubscription: [Stated<Double>] = []
  /// What an operator should know, each a sentence without an end mark.
  var notes: [String] = []

  init(_ source: SourceFile) {
    kind = source.kind
    file = source.file
  }
}
