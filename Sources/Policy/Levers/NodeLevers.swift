import Inputs
import Plans
import Topology

/// More nodes or racks of the same kind, in one pool at a time: an edit of the cluster's file.
struct NodeLevers {
  private let source: DeploymentSource

  private static let more = Array(1...32) + [40, 48, 56, 64, 80, 96, 112, 128, 192, 256]

  init(_ source: DeploymentSource) { self.source = source }

  /// One for each pool.
  /// - Throws: `Diagnostic` where the cluster's file cannot be read.
  func levers() throws -> [Lever?] {
    guard source.node.value(at: "cluster") != nil else { return [] }
    let reference = try source.clusterReference()
    let root = try source.editedCluster ?? InputDocument.parse(reference.contents(), file: reference.file)
    var isShipped = false
    if case .shipped = reference { isShipped = true }
    return try source.cluster().pools.enumerated().map { index, pool in
      let isRack = pool.racks > 1 || pool.gpusPerDomain >= pool.gpusPerRack
      let key = "pools[\(index)].\(isRack ? "racks" : "nodesPerRack")"
      let present = isRack ? pool.racks : pool.nodesPerRack
      let steps = Self.more.compactMap { step(root, index, pool, key, present, present + $0, isShipped: isShipped) }
      return Lever(name: "nodes", steps: steps)
    }
  }

  private func step(
    _ root: InputNode, _ index: Int, _ pool: Pool, _ key: String, _ present: Int, _ count: Int, isShipped: Bool
  ) -> LeverStep? {
    let nodes = key.hasSuffix("racks") ? count * pool.nodesPerRack : count * pool.racks
    guard var changed = root.setting(key, to: .integer(count)) else { return nil }
    if !pool.hosts.isEmpty {
      // The names of new nodes are not known; any that are not taken will do.
      let names = pool.hosts + (pool.hosts.count..<nodes).map { "added-\($0)" }
      let items = names.map { InputNode(file: root.file, key: "pools[\(index)].hosts", content: .text($0)) }
      changed = changed.setting("pools[\(index)].hosts", to: .list(items)) ?? changed
    }
    guard (try? Cluster(reading: changed)) != nil else { return nil }
    var source = source
    source.editedCluster = changed
    let noun = key.hasSuffix("racks") && pool.nodesPerRack > 1 ? "racks" : "nodes"
    let place = isShipped ? nil : root.value(at: key).map { SourcePlace($0) }
    return LeverStep(
      sentence:
        "\(count) \(noun) of \(noun == "racks" ? pool.gpusPerRack : pool.gpusPerNode) GPUs in pool \(pool.name) "
        + "instead of \(present)" + (pool.hosts.isEmpty ? "" : ", with names of their own in hosts"),
      source: source, place: place, replacement: "\(count)")
  }
}
