import Inputs

extension PlanLayout {
  /// Beyond any cluster, and small enough that products of two counts stay whole numbers.
  private static let largestCount = 1 << 30

  /// Refuses counts of a document that no plan can have, so that nobody multiplies them.
  /// - Throws: `Diagnostic` "out-of-range".
  func checkRanges(file: String) throws {
    try Self.check(
      [
        ("microBatch_sequences", microBatch), ("microBatches", microBatches), ("gpusPerReplica", gpusPerReplica),
        ("replicas", replicas),
      ], key: "layout", file: file)
    for (index, stage) in stages.enumerated() {
      try Self.check(
        [
          ("firstLayer", stage.firstLayer), ("lastLayer", stage.lastLayer), ("domains", stage.domains),
          ("gpusPerDomain", stage.gpusPerDomain), ("tensorParallel", stage.tensorParallel),
          ("dataParallel", stage.dataParallel), ("expertParallel", stage.expertParallel),
          ("expertTensorParallel", stage.expertTensorParallel),
          ("redundantExperts", stage.redundantExperts ?? 0),
          ("sparedLayers.count", stage.sparedLayers?.count ?? 0),
          ("sparedLayers.layersWithExperts", stage.sparedLayers?.layersWithExperts ?? 0),
          ("sparedLayers.redundantExperts", stage.sparedLayers?.redundantExperts ?? 0),
        ], key: "layout.stages[\(index)]", file: file)
    }
  }

  private static func check(_ counts: [(name: String, value: Int)], key: String, file: String) throws {
    for (name, value) in counts where !(0...largestCount).contains(value) {
      throw Diagnostic(
        id: "out-of-range", file: file, key: "\(key).\(name)", found: "\(value)",
        expected: "a whole number of 0 to \(largestCount)")
    }
  }
}
