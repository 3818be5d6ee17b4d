import Costing
import Inputs
import Topology

/// A worker alone in a scale-up domain of its own, for what does not depend on any network.
enum OneDomain {
  /// A pool of one machine whose GPUs all reach each other.
  /// - Throws: `Diagnostic` "unknown-accelerator".
  static func cluster(of accelerator: String, gpus: Int) throws -> Cluster {
    guard let found = try AcceleratorCatalogue.accelerator(id: accelerator) else {
      throw Diagnostic(
        id: "unknown-accelerator", file: "published", key: "accelerator", found: "\"\(accelerator)\"",
        expected: "one of \(try AcceleratorCatalogue.accelerators().map(\.id).joined(separator: ", "))")
    }
    let pool = Pool(
      name: "worker", accelerator: found, racks: 1, nodesPerRack: 1, gpusPerNode: gpus, gpusPerDomain: gpus,
      scaleUp: found.scaleUp, tiers: [], hosts: [], unavailable: [], price: nil, sources: [:])
    return Cluster(name: "worker", file: "published", description: "", pools: [pool])
  }

  /// The whole model on one stage.
  static func replica(of costs: CostModel, group: WorkerGroup, sequencesPerRank: Int) -> ReplicaLayout {
    let layout = StageLayout(
      domains: 1, gpusPerDomain: group.gpusPerStage, tensorParallel: group.tensorParallel,
      expertTensorParallel: group.expertTensorParallel)
    return ReplicaLayout(
      stages: [StageAssignment(layers: 0..<costs.model.layers.count, layout: layout)], hopLevels: [],
      microBatch: group.dataParallel * sequencesPerRank, microBatches: 1)
  }
}
