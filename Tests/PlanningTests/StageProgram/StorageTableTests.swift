import Clusters
import Costing
import Models
import Plans
import Testing
@testable import Planning

@Suite("The search's table of bytes")
struct StorageTableTests {
  /// A pipeline cut at random into stages of random layouts takes in the table what the cost model adds up.
  @Test(arguments: [
    "deepseek-ai/DeepSeek-V3", "openai/gpt-oss-120b", "google/gemma-3-27b-it",
    "nvidia/NVIDIA-Nemotron-3-Ultra-550B-A55B-BF16",
  ])
  func theTableIsTheFormula(name: String) throws {
    let model = try ModelCatalogue.model(named: name)
    let cluster = try ClusterReference("hgx-h200-4-nodes").read()
    let costs = try CostModel(
      model: model, cluster: cluster, poolIndex: 0, workload: Workload(context: 3_000),
      calibration: Calibration.shipped("default"))
    var layouts = LayoutSpace(model: model, pool: cluster.pools[0], gpuLimit: nil).layouts
    layouts += layouts.filter { $0.expertParallel > 1 }.map { $0.with(redundantExperts: $0.expertParallel + 1) }
    let table = StorageTable(costs: costs, layouts: layouts)
    var random = SplitMix(seed: 11)
    for _ in 0..<60 {
      let cuts = Set(
        (0..<Int.random(in: 0...3, using: &random)).map { _ in
          Int.random(in: 1..<model.layers.count, using: &random)
        }
      ).sorted()
      let ends = cuts + [model.layers.count]
      let chosen = ends.map { _ in layouts.indices.randomElement(using: &random) ?? 0 }
      let stages = zip(zip([0] + cuts, ends), chosen).map {
        StageAssignment(layers: $0.0..<$0.1, layout: layouts[$1])
      }
      let replica = ReplicaLayout(
        stages: stages, hopLevels: [Int](repeating: 0, count: stages.count > 1 ? stages.count : 0),
        microBatch: Int.random(in: 1...500, using: &random), microBatches: Int.random(in: 1...4, using: &random))
      for (stage, layout) in zip(costs.cost(of: replica).stages, chosen) {
        let layers = stage.assignment.layers
        let bytes = table.bytes(
          layout, from: layers.lowerBound, to: layers.upperBound,
          sequencesPerRank: layouts[layout].sequencesPerRank(microBatch: replica.microBatch),
          microBatches: replica.microBatches)
        let formula = stage.memory.total.value - stage.memory.reserve.value
        #expect(abs(bytes - formula) <= 1e-12 * formula, "\(name), layers \(layers) on \(layouts[layout])")
        #expect(abs(table.available - bytes - stage.memory.free.value) <= 1e-12 * table.available)
      }
    }
  }
}
