import Foundation
import Inputs
import Quantities

/// Reads a cluster's file.
enum ClusterReader {
  private static let keys = ["layline", "name", "description", "documents", "pools", "interconnect"]

  /// - Throws: `Diagnostic` for any value that is not as the format asks.
  static func cluster(_ root: InputNode) throws -> Cluster {
    try root.required("layline", expected: "\"cluster/1\"").checkVersion("cluster/1")
    try root.allowOnly(keys)
    let documents = try SourceDocuments(reading: root.optional("documents"))
    let list = try root.required("pools", expected: "a list of pools")
    let pools = try pools(list, documents)
    guard !pools.isEmpty else { throw list.fault("out-of-range", expected: "at least one pool") }
    try checkNames(pools, list)
    let interconnect = try root.optional("interconnect")
    return Cluster(
      name: try root.required("name", expected: "a name").text(), file: root.file,
      description: try root.optional("description")?.text() ?? "", pools: pools,
      interconnect: try interconnect.map { try tier($0, between: pools) },
      sources: try interconnect.map { try sources($0, documents) } ?? [:])
  }

  /// Counted while they are read: each pool may bring a million names of hosts.
  private static func pools(_ list: InputNode, _ documents: SourceDocuments) throws -> [Pool] {
    var (pools, gpus) = ([Pool](), 0)
    for node in try list.items() {
      pools.append(try PoolReader(documents: documents).pool(node))
      gpus += pools.last?.gpuCount ?? 0
      guard gpus <= PoolShape.largestCount else {
        throw Diagnostic(
          id: "out-of-range", file: node.file, key: node.key, line: node.line, found: "\(gpus) GPUs up to this pool",
          expected: "at most \(PoolShape.largestCount) in a cluster")
      }
    }
    return pools
  }

  private static func checkNames(_ pools: [Pool], _ list: InputNode) throws {
    if let repeated = Duplicates.first(of: pools.map(\.name)) {
      throw try list.items()[repeated].required("name").fault(
        "duplicate-name", expected: "a name that no other pool has")
    }
    let hosts = pools.flatMap(\.hosts)
    if let repeated = Duplicates.first(of: hosts) {
      throw Diagnostic(
        id: "duplicate-name", file: list.file, key: list.key, line: list.line,
        found: "the host \"\(hosts[repeated])\" in two pools", expected: "hosts that belong to one pool each")
    }
  }

  /// The network between pools. A ratio is one to the slowest scale-up of the pools.
  private static func tier(_ node: InputNode, between pools: [Pool]) throws -> ScaleOutTier {
    try node.allowOnly(["sources"] + TierReader.figures)
    guard pools.count > 1 else { throw node.fault("out-of-range", expected: "two pools or more to connect") }
    let slowest = pools.dropFirst().reduce(pools[0].scaleUp.bandwidth) { min($0, $1.scaleUp.bandwidth) }
    return ScaleOutTier(
      name: "interconnect", gpusPerGroup: pools.reduce(0) { $0 + $1.gpuCount },
      bandwidth: try node.required("bandwidth", expected: "a bandwidth").bandwidth(relativeTo: slowest),
      oversubscription: try node.optional("oversubscription")?.oversubscription() ?? 1,
      latency: try node.required("latency", expected: "a time").quantity(Seconds.self, allowZero: true))
  }

  private static func sources(_ node: InputNode, _ documents: SourceDocuments) throws -> [String: FigureSource] {
    let notes = try SourceNotes(of: node, documents: documents, figures: TierReader.figures)
    return notes.sources(of: TierReader.figures, prefix: "interconnect.")
  }
}

extension Cluster {
  /// Reads a file in the format `cluster/1`.
  /// - Parameter path: YAML, or JSON of the same shape.
  /// - Throws: `Diagnostic` with file, line and key for anything that is not as the format asks.
  public init(contentsOf path: String) throws {
    self = try ClusterReader.cluster(InputDocument.read(contentsOf: path))
  }

  /// Reads what stands in a file in the format `cluster/1`.
  /// - Throws: `Diagnostic` with file, line and key for anything that is not as the format asks.
  public init(reading root: InputNode) throws { self = try ClusterReader.cluster(root) }

  /// Reads a text in the format `cluster/1`.
  /// - Parameters:
  ///   - data: The text.
  ///   - file: Names it in messages.
  /// - Throws: `Diagnostic` with file, line and key for anything that is not as the format asks.
  public init(parsing data: Data, file: String) throws {
    self = try ClusterReader.cluster(InputDocument.parse(data, file: file))
  }
}
