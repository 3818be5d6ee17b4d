import Formats
import Quantities

/// The numbers of racks, nodes and GPUs of a pool, while it is read.
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
        .outOfRange, expected: "racks × nodes × GPUs of at most \(Self.largestCount) in a pool")
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
    default: throw node.fault(.unknownValue, expected: "node, rack, pool or a number of GPUs")
    }
    let nests = [gpusPerNode, gpusPerRack, gpus].allSatisfy { $0 % size == 0 || size % $0 == 0 }
    guard nests, gpus % size == 0 else {
      throw node.fault(
        .domainNotNested,
        expected: "a number that divides, or is a multiple of, the GPUs of a node (\(gpusPerNode)), of a rack "
          + "(\(gpusPerRack)) and of the pool (\(gpus))")
    }
    return size
  }

  /// GPUs below a switch group: `node`, `rack`, `pool`, "4 racks" or "32 nodes".
  func span(_ node: InputNode) throws -> Int {
    guard case .text(let text) = node.content, let size = span(text) else {
      throw node.fault(.unknownValue, expected: "node, rack, pool, or a number of them such as \"4 racks\"")
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

extension InputNode {
  /// Refuses a file of another kind or version.
  /// - Throws: `Diagnostic` "unsupported-version".
  func checkVersion(_ expected: String) throws {
    guard try text() == expected else {
      throw fault(.unsupportedVersion, expected: "\"\(expected)\", which is what this version reads")
    }
  }

  /// A bandwidth, or a ratio to another one: "50 GB/s" or "1/8".
  func bandwidth(relativeTo reference: Bandwidth) throws -> Bandwidth {
    guard case .text(let written) = content, written.contains("/"), !written.contains("B/s"),
      let ratio = Self.ratio(written, separator: "/")
    else { return try quantity(Bandwidth.self) }
    guard (InputLimits.smallestQuantity...1e6).contains(ratio) else {
      throw fault(.outOfRange, expected: "a ratio of \(InputLimits.smallestQuantity) to 1,000,000")
    }
    return ratio * reference
  }

  /// Reads the oversubscription of a link: 1, 7 or "7:1".
  func oversubscription() throws -> Double {
    guard case .text(let written) = content else { return try number(atLeast: 1, atMost: 1e6) }
    guard let ratio = Self.ratio(written, separator: ":") else {
      throw fault(.wrongType, expected: "a number of 1 or more, or a ratio such as \"7:1\"")
    }
    guard (1...1e6).contains(ratio) else {
      throw fault(
        .outOfRange, expected: "a ratio of 1 or more, such as \"7:1\"",
        advice: "write what comes from below first: seven times more than goes up is \"7:1\"")
    }
    return ratio
  }

  /// Two numbers with a separator between them; `nil` for anything else.
  private static func ratio(_ text: String, separator: Character) -> Double? {
    let parts = text.split(separator: separator, omittingEmptySubsequences: false)
      .map { Double($0.filter { !$0.isWhitespace }) }
    guard parts.count == 2, let numerator = parts[0], let denominator = parts[1] else { return nil }
    return numerator / denominator
  }
}
