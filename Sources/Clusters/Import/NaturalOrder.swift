import Quantities

/// Names in the order that people expect: "node2" before "node10".
enum NaturalOrder {
  /// Whether a name precedes another: numbers by value, everything else by bytes.
  static func precedes(_ first: String, _ second: String) -> Bool {
    var (left, right) = (first.utf8[...], second.utf8[...])
    while let leftByte = left.first, let rightByte = right.first {
      if isDigit(leftByte), isDigit(rightByte) {
        let (leftDigits, rightDigits) = (digits(&left), digits(&right))
        if leftDigits.count != rightDigits.count { return leftDigits.count < rightDigits.count }
        if let differs = zip(leftDigits, rightDigits).first(where: { $0 != $1 }) { return differs.0 < differs.1 }
      } else {
        if leftByte != rightByte { return leftByte < rightByte }
        left.removeFirst()
        right.removeFirst()
      }
    }
    if left.isEmpty != right.isEmpty { return left.isEmpty }
    // The same but for zeros in front of numbers.
    return first < second
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// Takes a number, without zeros in front of it.
  private static func digits(_ text: inout Substring.UTF8View) -> Substring.UTF8View {
    let number = text.prefix(while: isDigit)
    text = text[number.endIndex...]
    return number.drop { $0 == 0x30 }
  }
}

/// Nodes of one kind, as they are written into the file.
struct ImportedPool: Sendable {
  let name: String
  let accelerator: String
  let gpusPerNode: Int
  let nodesPerRack: Int
  /// Whether a rack is a scale-up domain; a node is one otherwise.
  let domainIsRack: Bool
  /// The sources' word for a rack of the file.
  let rackIs: String
  /// The tiers from the lowest to the highest.
  let tiers: [ImportedTier]
  /// The nodes by place; `nil` for an empty place.
  let places: [GPUNode?]
  /// Notes for the operator, each a sentence without a full stop.
  let notes: [String]
  /// How the GPUs of a node are wired, where that differs from what the accelerator usually has.
  let wiring: NodeWiring?
  /// Memory of a GPU, in MiB, where it is not what the catalogue has.
  let memory: SourcedValue<Double>?

  var racks: Int { places.count / nodesPerRack }
}

/// A level of the network above the domains, as it is written into the file.
struct ImportedTier: Sendable {
  /// A figure, and where it is from.
  struct Figure<Value: Sendable>: Sendable {
    let value: Value
    let source: FigureSource
  }

  let name: String
  /// Places for nodes below one group; `nil` for the network between pools.
  let nodes: Int?
  /// Whether a group is what one node holds.
  var spansNode = false
  /// Bandwidth per GPU, one way.
  let bandwidth: Figure<Bandwidth>
  let oversubscription: Figure<Double>
  let latency: Figure<Seconds>
}

/// A way of dividing the nodes of a pool into groups.
struct NodeLevel: Sendable {
  /// The role of the groups in the network.
  enum Kind: Sendable, Equatable {
    /// Scale-up domains.
    case domain
    /// Switches; with their number among the levels of the sources, from 0, where they are one of these.
    case tier(Int?)
  }

  let kind: Kind
  /// The name: "leaf", "spine"; for a domain the sources' word.
  let name: String
  /// The group of each node, in the order of the nodes.
  let groups: [String]

  /// Whether each group of this level is within one group of another.
  func nests(in other: NodeLevel) -> Bool {
    var seen: [String: String] = [:]
    for (group, outer) in zip(groups, other.groups) {
      guard let known = seen[group] else {
        seen[group] = outer
        continue
      }
      guard known == outer else { return false }
    }
    return true
  }
}
