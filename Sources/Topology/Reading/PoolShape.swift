import Inputs

/// How many racks, nodes and GPUs a pool has, while it is read.
struct PoolShape {
  /// A count above this is a mistake, and would not fit into memory as a list.
  static let largestCount = 1_000_000

  let racks: Int
  let nodesPerRack: Int
  let gpusPerNode: Int

  /// - Throws: `Diagnostic` "out-of-range" for a count of 0 or a pool of more than a million GPUs.
  init(reading node: InputNode) throws {
    func count(_ key: String) throws -> Int {
      try node.required(key, expected: "a whole number").integer(atLeast: 1, atMost: Self.largestCount)
    }
    racks = try count("racks")
    nodesPerRack = try count("nodesPerRack")
    gpusPerNode = try count("gpusPerNode")
    guard racks * nodesPerRack <= Self.largestCount, gpus <= Self.largestCount else {
      throw try node.required("racks").fault(
        "out-of-range", expected: "racks × nodes × GPUs of at most \(Self.largestCount) in a pool")
    }
  }

  var nodes: Int { racks * nodesPerRack }
  var gpusPerRack: Int { nodesPerRack * gpusPerNode }
  var gpus: Int { racks * gpusPerRack }

  /// GPUs of a scale-up domain: `node`, `rack`, `pool` or a number of GPUs.
  /// - Throws: `Diagnostic` "domain-not-nested" where domains would not fill nodes, racks and pool evenly.
  func domain(_ node: InputNode) throws -> Int {
    let size: Int
    switch node.content {
    case .text("node"): size = gpusPerNode
    case .text("rack"): size = gpusPerRack
    case .text("pool"): size = gpus
    case .integer: size = try node.integer(atLeast: 1, atMost: Self.largestCount)
    default: throw node.fault("unknown-value", expected: "node, rack, pool or a number of GPUs")
    }
    let nests = [gpusPerNode, gpusPerRack, gpus].allSatisfy { $0 % size == 0 || size % $0 == 0 }
    guard nests, gpus % size == 0 else {
      throw node.fault(
        "domain-not-nested",
        expected: "a number that divides, or is a multiple of, the GPUs of a node (\(gpusPerNode)), of a rack "
          + "(\(gpusPerRack)) and of the pool (\(gpus))")
    }
    return size
  }

  /// GPUs below a switch group: `node`, `rack`, `pool`, "4 racks" or "32 nodes".
  func span(_ node: InputNode) throws -> Int {
    guard case .text(let text) = node.content, let size = span(text) else {
      throw node.fault("unknown-value", expected: "node, rack, pool, or a number of them such as \"4 racks\"")
    }
    return size
  }

  private func span(_ text: String) -> Int? {
    let words = text.split(separator: " ").map(String.init)
    guard let unit = words.last, words.count <= 2 else { return nil }
    guard words.count == 2 else { return ["node": gpusPerNode, "rack": gpusPerRack, "pool": gpus][unit] }
    guard let count = Int(words[0]), (1...Self.largestCount).contains(count) else { return nil }
    switch unit {
    case "node", "nodes": return count * gpusPerNode
    case "rack", "racks": return count * gpusPerRack
    default: return nil
    }
  }
}
