import Clusters
import Models
import Quantities
@testable import Costing

/// A seeded model, cluster, workload, layout and batch.
struct RandomCase {
  var cluster = SmallCluster(family: "hopper")
  var context: Int
  var layers: [LayerKind]
  var layout: StageLayout
  var microBatch: Int
  var level: Int
  var microBatches: Int

  init(seed: UInt64) {
    var generator = SplitMix(seed: seed)
    cluster.memoryBandwidth = Bandwidth(Double.random(in: 0.5e12...8e12, using: &generator))
    cluster.peak = FLOPRate(Double.random(in: 2e14...5e15, using: &generator))
    cluster.scaleUp = Bandwidth(Double.random(in: 50e9...900e9, using: &generator))
    cluster.perPeer = cluster.scaleUp / generator.pick([7.0, 1.0])
    cluster.wiring = cluster.perPeer == cluster.scaleUp ? .switched : .mesh
    cluster.scaleOut = cluster.perPeer / Double.random(in: 2...16, using: &generator)
    context = Int.random(in: 1...50_000, using: &generator)
    layers = (0..<Int.random(in: 1...6, using: &generator)).map { _ in Self.layer(&generator) }
    layout = Self.layout(&generator)
    microBatch = Int.random(in: 1...3000, using: &generator)
    microBatches = Int.random(in: 1...4, using: &generator)
    level = Int.random(in: 0...2, using: &generator)
  }

  private static func layer(_ generator: inout SplitMix) -> LayerKind {
    let mixer = generator.pick([
      SmallModel.groupedAttention, SmallModel.latentAttention, SmallModel.linearAttention, SmallModel.withoutMixer,
    ])
    guard Bool.random(using: &generator) else { return SmallModel.layer(mixer) }
    var mixture = SmallModel.mixture()
    mixture.expertCount = generator.pick([64, 128, 256])
    mixture.expertsPerToken = Int.random(in: 1...8, using: &generator)
    if Bool.random(using: &generator) { (mixture.expertGroups, mixture.groupsPerToken) = (8, 4) }
    return SmallModel.layer(mixer, .mixture(mixture))
  }

  private static func layout(_ generator: inout SplitMix) -> StageLayout {
    let domains = generator.pick([1, 1, 1, 2, 4, 8])
    let gpus = generator.pick([1, 2, 3, 4, 8])
    let tensor = generator.pick([1, 2, 4, 8].filter { gpus % $0 == 0 })
    let isSliced = domains == 1 && Bool.random(using: &generator)
    return StageLayout(
      domains: domains, gpusPerDomain: gpus, tensorParallel: tensor, expertTensorParallel: isSliced ? gpus : 1)
  }

  /// The whole model on one stage, or each layer on a stage of its own.
  func replica(split: Bool = false) -> ReplicaLayout {
    let ranges = split ? layers.indices.map { $0..<$0 + 1 } : [0..<layers.count]
    return ReplicaLayout(
      stages: ranges.map { StageAssignment(layers: $0, layout: layout) },
      hopLevels: ranges.count == 1 ? [] : ranges.map { _ in level }, microBatch: microBatch,
      microBatches: microBatches)
  }

  func costs(_ calibration: Calibration, recorder: Recorder = .off) throws -> CostModel {
    try SmallCosts.costs(layers, context: context, on: cluster, calibration, recorder: recorder)
  }
}
