import Costing
import Quantities
import Testing

@Suite("What a deeper pipeline does to memory")
struct PipelineMemoryTests {
  /// Twice the stages with twice the micro-batches in flight, GPUs per stage and micro-batch as they were.
  @Test(arguments: [1, 2, 4]) func weightsHalveAndCachesStay(stages: Int) throws {
    let model = TinyModel.model(layers: Array(repeating: TinyModel.kinds[1], count: 8))
    let costs = try CostModel(
      model: model, cluster: TinyCluster(nodes: 8).cluster(), poolIndex: 0, workload: Workload(context: 4096),
      calibration: .shipped("ideal"))
    let division = StageLayout(domains: 1, gpusPerDomain: 4, tensorParallel: 1, expertTensorParallel: 1)
    func memory(_ count: Int) -> [MemoryUse] {
      let size = 8 / count
      let assignments = (0..<count).map {
        StageAssignment(layers: $0 * size..<($0 + 1) * size, layout: division)
      }
      return costs.cost(
        of: ReplicaLayout(
          stages: assignments, hopLevels: count == 1 ? [] : Array(repeating: 1, count: count), microBatch: 16,
          microBatches: count)
      ).stages.map(\.memory)
    }
    let (shallow, deep) = (memory(stages), memory(2 * stages))
    // b/DP = 4 sequences · m · 4096 tokens · 2048 elements · 2 bytes · 8/P layers.
    #expect(shallow[0].cache.value == 4 * 4096 * 2048 * 2 * 8)
    for use in deep {
      #expect(use.cache.value == shallow[0].cache.value)
      #expect(2 * use.experts.value == shallow[0].experts.value)
    }
    let embedding = costs.embeddingWeights(layout: division).value
    let output = costs.outputWeights(layout: division, isOnlyStage: false).value
    let layers = shallow[0].weights.value - embedding - (stages == 1 ? output : 0)
    #expect(2 * (deep[0].weights.value - embedding) == layers)
  }
}
