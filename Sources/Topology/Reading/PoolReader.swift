import Inputs
import Quantities

/// Reads a pool of a cluster's file.
struct PoolReader {
  private static let keys = [
    "name", "accelerator", "racks", "nodesPerRack", "gpusPerNode", "domain", "scaleUp", "tiers", "hosts",
    "unavailable", "price", "sources",
  ]
  private static let shapeFigures = ["racks", "nodesPerRack", "gpusPerNode", "domain"]

  let documents: SourceDocuments

  /// - Throws: `Diagnostic` for any value that is not as the format asks.
  func pool(_ node: InputNode) throws -> Pool {
    try node.allowOnly(Self.keys)
    let accelerator = try accelerator(node.required("accelerator", expected: "an identifier or a mapping"))
    let shape = try PoolShape(reading: node)
    let domain = try shape.domain(node.required("domain", expected: "node, rack, pool or a number of GPUs"))
    let link = try node.optional("scaleUp").map { try scaleUp($0, of: accelerator) } ?? accelerator.scaleUp
    let figures = try figures(of: node)
    let notes = try SourceNotes(of: node, documents: documents, figures: figures + ["tiers"])
    let tierReader = TierReader(documents: documents, shape: shape, gpusPerDomain: domain, scaleUp: link)
    let (tiers, tierSources) = try tierReader.tiers(of: node, fallback: notes)
    let hosts = try HostListReader(shape: shape).hosts(node.optional("hosts"))
    return Pool(
      name: try node.required("name", expected: "a name").text(), accelerator: accelerator, racks: shape.racks,
      nodesPerRack: shape.nodesPerRack, gpusPerNode: shape.gpusPerNode, gpusPerDomain: domain, scaleUp: link,
      tiers: tiers, hosts: hosts,
      unavailable: try UnavailableReader(shape: shape, hosts: hosts).gpus(node.optional("unavailable")),
      price: try node.optional("price")?.quantity(GPUPrice.self) ?? accelerator.price,
      sources: notes.sources(of: figures).merging(tierSources) { $1 })
  }

  private func accelerator(_ node: InputNode) throws -> Accelerator {
    if case .mapping = node.content { return try AcceleratorReader(documents: documents).accelerator(node) }
    return try AcceleratorCatalogue.accelerator(named: node)
  }

  /// The figures that the file itself gives; the accelerator brings the sources of the others.
  private func figures(of node: InputNode) throws -> [String] {
    let overrides = try node.optional("scaleUp")?.entries().map { "scaleUp.\($0.key)" } ?? []
    return try Self.shapeFigures + overrides + (node.optional("price") == nil ? [] : ["price"])
  }

  private func scaleUp(_ node: InputNode, of accelerator: Accelerator) throws -> ScaleUpLink {
    try node.allowOnly(["bandwidth", "bandwidthPerPeer", "latency"])
    let own = accelerator.scaleUp
    let bandwidth = try node.optional("bandwidth")?.bandwidth(relativeTo: own.bandwidth) ?? own.bandwidth
    let perPeer = try node.optional("bandwidthPerPeer")
    let link = ScaleUpLink(
      name: own.name, bandwidth: bandwidth,
      bandwidthPerPeer: try perPeer?.bandwidth(relativeTo: bandwidth)
        ?? bandwidth / own.bandwidth * own.bandwidthPerPeer,
      wiring: own.wiring,
      latency: try node.optional("latency")?.quantity(Seconds.self, allowZero: true) ?? own.latency)
    if let perPeer { try link.check(perPeer) }
    return link
  }
}
