import Formats
import Quantities

/// Reads the tiers of a pool, from the lowest to the highest.
struct TierReader {
  /// The figures of a tier that carry a source.
  static let figures = ["bandwidth", "oversubscription", "latency"]

  let documents: SourceDocuments
  let shape: PoolShape
  let gpusPerDomain: Int
  let scaleUp: ScaleUpLink

  /// - Parameters:
  ///   - pool: The mapping of the pool.
  ///   - fallback: The notes of the pool, for figures whose tier has no notes.
  /// - Returns: The tiers, and the sources of their figures by key: "tiers[0].latency".
  /// - Throws: `Diagnostic` for a value out of range, or tiers that do not nest or do not reach the whole pool.
  func tiers(of pool: InputNode, fallback: SourceNotes) throws -> ([ScaleOutTier], [String: FigureSource]) {
    guard let list = try pool.optional("tiers") else {
      guard gpusPerDomain == shape.gpus else {
        throw Diagnostic(
          id: .missingKey, file: pool.file, key: pool.path(to: "tiers"), line: pool.line, found: "no such key",
          expected: "the network between the \(shape.gpus / gpusPerDomain) scale-up domains")
      }
      return ([], [:])
    }
    let nodes = try list.items()
    let tiers = try nodes.map { try tier($0) }
    try checkNesting(tiers, nodes, list)
    var sources: [String: FigureSource] = [:]
    for (index, node) in nodes.enumerated() {
      let notes = try SourceNotes(of: node, documents: documents, figures: Self.figures)
      for figure in Self.figures {
        sources["tiers[\(index)].\(figure)"] = notes.source(of: figure) ?? fallback.source(of: "tiers")
      }
    }
    return (tiers, sources)
  }

  private func tier(_ node: InputNode) throws -> ScaleOutTier {
    try node.allowOnly(["name", "spans", "sources"] + Self.figures)
    return ScaleOutTier(
      name: try node.required("name", expected: "a name such as leaf or spine").name(),
      gpusPerGroup: try shape.span(node.required("spans", expected: "what one switch group reaches")),
      bandwidth: try node.required("bandwidth", expected: "a bandwidth or a ratio to scale-up")
        .bandwidth(relativeTo: scaleUp.bandwidth),
      oversubscription: try node.optional("oversubscription")?.oversubscription() ?? 1,
      latency: try node.required("latency", expected: "a time").quantity(Seconds.self, allowZero: true))
  }

  /// Checks that each tier spans a multiple of the one below it and the last one spans the pool.
  private func checkNesting(_ tiers: [ScaleOutTier], _ nodes: [InputNode], _ list: InputNode) throws {
    guard let last = tiers.last, let lastNode = nodes.last else {
      throw list.fault(.outOfRange, expected: "at least one tier")
    }
    // A pool that is one domain may still say what its network cards could do.
    var below = (name: "a scale-up domain", gpus: gpusPerDomain, mayEqual: gpusPerDomain == shape.gpus)
    for (tier, node) in zip(tiers, nodes) {
      let grows = tier.gpusPerGroup > below.gpus || (below.mayEqual && tier.gpusPerGroup == below.gpus)
      guard grows, tier.gpusPerGroup % below.gpus == 0 else {
        throw try node.required("spans").fault(
          .tiersNotNested, expected: "two or more times \(below.name), which spans \(below.gpus) GPUs",
          advice: "this spans \(tier.gpusPerGroup) GPUs")
      }
      below = (name: "the tier below, \"\(tier.name)\"", gpus: tier.gpusPerGroup, mayEqual: false)
    }
    guard last.gpusPerGroup == shape.gpus else {
      throw try lastNode.required("spans").fault(
        .tiersNotNested, expected: "\"pool\": the highest tier reaches all \(shape.gpus) GPUs")
    }
    if let repeated = Duplicates.first(of: tiers.map(\.name)) {
      throw try nodes[repeated].required("name").fault(.duplicateName, expected: "a name that no other tier has")
    }
  }
}
