import Inputs

/// Reads what may not be used: "rack 3", "node 17", "gpu 5", "rack 3, node 2, gpu 1", "node017" or "node017, gpu 2".
///
/// Numbers count from 0: of a node in its rack after a rack, of a GPU in its node after a node, else in the pool.
struct UnavailableReader {
  private let shape: PoolShape
  /// Index of each host: a file may name 100,000 of them, and as many that are out.
  private let hosts: [String: Int]

  init(shape: PoolShape, hosts: [String]) {
    self.shape = shape
    self.hosts = Dictionary(zip(hosts, hosts.indices), uniquingKeysWith: { first, _ in first })
  }

  /// The numbers of the GPUs, ascending, each once.
  /// - Throws: `Diagnostic` "unknown-place", "out-of-range", or "nothing-available" where no GPU would be left.
  func gpus(_ node: InputNode?) throws -> [Int] {
    guard let node else { return [] }
    var gpus: Set<Int> = []
    var seen: Set<Range<Int>> = []
    for place in try node.items() {
      let range = try range(place)
      if seen.insert(range).inserted { gpus.formUnion(range) }
    }
    guard gpus.count < shape.gpus else {
      throw node.fault("nothing-available", expected: "at least one GPU of the pool's \(shape.gpus) to be left")
    }
    return gpus.sorted()
  }

  private func range(_ node: InputNode) throws -> Range<Int> {
    var range = 0..<shape.gpus
    for step in try node.text().split(separator: ",", omittingEmptySubsequences: false) {
      range = try narrow(range, to: step.split(separator: " ").map(String.init), node)
    }
    return range
  }

  /// The part of `range` that a step such as "node 17" leaves.
  private func narrow(_ range: Range<Int>, to words: [String], _ node: InputNode) throws -> Range<Int> {
    if words.count == 1, let host = hosts[words[0]], range.count == shape.gpus {
      return host * shape.gpusPerNode..<(host + 1) * shape.gpusPerNode
    }
    let sizes = ["rack": shape.gpusPerRack, "node": shape.gpusPerNode, "gpu": 1]
    guard words.count == 2, let size = sizes[words[0]], size < range.count || range.count == shape.gpus,
      let number = Int(words[1])
    else {
      throw node.fault(
        "unknown-place",
        expected: "the name of a host, or a place such as \"rack 3\", \"node 17\" or \"rack 3, node 2, gpu 1\"")
    }
    let count = range.count / size
    guard (0..<count).contains(number) else {
      throw node.fault("out-of-range", expected: "\(words[0]) 0 to \(count - 1)")
    }
    let start = range.lowerBound + number * size
    return start..<start + size
  }
}
