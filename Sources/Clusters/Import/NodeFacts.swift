/// What one source says of a node.
struct NodeFacts: Sendable {
  /// Its name; empty for facts that hold for any node.
  let name: String
  /// Where it is named first.
  let origin: Origin
  /// GPUs that it has; 0 for a node that is known to have none, `nil` where nothing is said.
  var gpuCount: Stated<Int>?
  /// What its GPUs are called: "NVIDIA-H100-80GB-HBM3", "h100", "pci 10de:20b0".
  var products: [Stated<String>] = []
  /// Memory of one of its GPUs, in MiB.
  var memory: Stated<Double>?
  /// Why nothing may run on it.
  var unavailable: Stated<String>?
  /// GPUs of it that are out of use, without a word which ones.
  var missingGPUs: Stated<Int>?
  /// Its scale-up domain.
  var domains: [NodePlace] = []
  /// Part of its scale-up domain.
  var subdomains: [NodePlace] = []
  /// The switches above it.
  var paths: [NodePlace] = []
  /// What all its network cards send together, one way, in bytes per second.
  var network: Stated<Double>?

  init(_ name: String, _ origin: Origin) {
    self.name = name
    self.origin = origin
  }
}

/// Where a node stands, by one way of saying so.
struct NodePlace: Sendable {
  /// Who says it, and as what: "blocks of topology.conf". Names are compared within one scheme only.
  let scheme: String
  /// Names of what the node stands in, from the narrowest to the widest: switches, or the one scale-up domain.
  let names: [String]
  let origin: Origin
}

/// Where a source says something.
public struct Origin: Sendable, Hashable, CustomStringConvertible {
  /// As the user named it; a flag where there is no file.
  public let file: String
  /// From 1; `nil` for the file as a whole.
  public let line: Int?

  public init(file: String, line: Int? = nil) {
    self.file = file
    self.line = line
  }

  /// "slurm.conf line 12".
  public var description: String { line.map { "\(file) line \($0)" } ?? file }
}

/// Puts together what a source says of the places of nodes.
enum PlacedNodes {
  /// - Parameters:
  ///   - paths: Nodes below switches, each once.
  ///   - blocks: Nodes in scale-up domains, each once.
  /// - Returns: Each node once, in the order in which they appear.
  static func merge(
    paths: [(node: String, path: NodePlace)], blocks: [(node: String, block: NodePlace)]
  ) -> [NodeFacts] {
    var nodes = paths.map { node, path in
      var facts = NodeFacts(node, path.origin)
      facts.paths = [path]
      return facts
    }
    var indices = Dictionary(zip(nodes.map(\.name), nodes.indices), uniquingKeysWith: { first, _ in first })
    for (node, block) in blocks {
      let index = indices[node] ?? nodes.count
      if index == nodes.count {
        nodes.append(NodeFacts(node, block.origin))
        indices[node] = index
      }
      nodes[index].domains.append(block)
    }
    return nodes
  }
}

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

/// What a source says, and where.
public struct Stated<Value: Sendable>: Sendable {
  /// What it says.
  public let value: Value
  /// Where.
  public let origin: Origin

  init(_ value: Value, _ origin: Origin) {
    self.value = value
    self.origin = origin
  }
}
