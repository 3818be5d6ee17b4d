/// The facts of one source on a node.
struct NodeFacts: Sendable {
  /// The name; empty for facts that hold for any node.
  let name: String
  /// The place of its first mention.
  let origin: Origin
  /// The number of GPUs; 0 for a node known to have none, `nil` where unknown.
  var gpuCount: SourcedValue<Int>?
  /// The product names of its GPUs: "NVIDIA-H100-80GB-HBM3", "h100", "pci 10de:20b0".
  var products: [SourcedValue<String>] = []
  /// Memory of one of its GPUs, in MiB.
  var memory: SourcedValue<Double>?
  /// The reason why it is unavailable.
  var unavailable: SourcedValue<String>?
  /// GPUs of it that are out of use, without a word which ones.
  var missingGPUs: SourcedValue<Int>?
  var domains: [NodePlace] = []
  /// Part of its scale-up domain.
  var subdomains: [NodePlace] = []
  /// The switches above it.
  var paths: [NodePlace] = []
  /// The bandwidth of all its network cards together, one way, in bytes per second.
  var network: SourcedValue<Double>?
  /// The links between its GPUs.
  var links: NodeLinks?
  /// What lets a node be absent from the sources that place nodes: it comes and goes with demand.
  var onDemand: SourcedValue<String>?

  init(_ name: String, _ origin: Origin) {
    self.name = name
    self.origin = origin
  }
}

/// The place of a node in one naming scheme.
struct NodePlace: Sendable {
  /// The naming scheme: "blocks of topology.conf". Names are compared within one scheme only.
  let scheme: String
  /// The names of the enclosing groups, from the narrowest to the widest: switches, or the one scale-up domain.
  let names: [String]
  let origin: Origin
  /// Whether the source has all switches, so that nodes without a common one do not reach each other.
  var isWhole = false
}

/// The place of a statement in a source.
public struct Origin: Sendable, Hashable, CustomStringConvertible {
  /// The file as the user named it, or a flag.
  public let file: String
  /// The line number, from 1; `nil` for the file as a whole.
  public let line: Int?

  public init(file: String, line: Int? = nil) {
    self.file = file
    self.line = line
  }

  /// "slurm.conf line 12".
  public var description: String { line.map { "\(file) line \($0)" } ?? file }
}

/// Merges the paths and the blocks of the nodes of one source.
enum PlacedNodes {
  /// - Parameters:
  ///   - paths: Nodes with the switches above them, each node once.
  ///   - blocks: Nodes with their scale-up domains, each node once.
  /// - Returns: Each node once, in the order of first appearance.
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

/// The facts of one source.
struct SourceFacts: Sendable {
  /// The nodes, each once.
  var nodes: [NodeFacts] = []
  /// The facts of any node that has GPUs, from a source that describes a single machine without its name.
  var anyNode: NodeFacts?
  /// The oversubscription of each level of switches, from the lowest.
  var oversubscription: [SourcedValue<Double>] = []
  /// Notes for the operator, each a sentence without a full stop.
  var notes: [String] = []
}

/// A value that a source states, with its place.
public struct SourcedValue<Value: Sendable>: Sendable {
  public let value: Value
  public let origin: Origin

  init(_ value: Value, _ origin: Origin) {
    self.value = value
    self.origin = origin
  }
}
