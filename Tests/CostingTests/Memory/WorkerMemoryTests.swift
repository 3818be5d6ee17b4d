import Clusters
import Models
import Quantities
import Testing
@testable import Costing

@Suite("How many sequences the HBM of a rank holds")
struct WorkerMemoryTests {
  private static func fits(redundant: Int) throws -> Double {
    let group = WorkerGroup(dataParallel: 8, expertParallel: 8, redundantExperts: redundant)
    return try SmallServing.worker([SmallModel.mixtureLayer], group).residentLimit
  }

  /// 64 experts of 1 MB over 8 GPUs are 8 slots; one copy more is ⌈65 / 8⌉ = 9 on the fullest GPU, as 8 copies are, and
  /// nine are ⌈73 / 8⌉ = 10. Beside them (4 + 1 + 0.064) M weights of 2 bytes, 100 MB of embedding and of head each, and
  /// 3 GB of reserve, of 90 GB. A sequence keeps 1,000 · 1,600 bytes and works on 1,000 · 50.
  @Test(arguments: [(0, 8.0), (1, 9), (8, 9), (9, 10)])
  func aCopyTakesASlotOfTheFullestGPU(redundant: Int, slots: Double) throws {
    let free = 90e9 - 3e9 - 10.128e6 - 200e6 - slots * 1e6
    #expect(isClose(try Self.fits(redundant: redundant), free / (1.6e6 + 50e3)))
  }

  /// The slots of 256 experts over 32 ranks: 8, 9 from the first copy, 10 from the 33rd, 11 from the 65th.
  @Test func copiesNeverLeaveRoomForMore() throws {
    let model = try ModelCatalogue.model(named: "deepseek-ai/DeepSeek-V3")
    let costs = try Self.costs(model, "hgx-h200-4-nodes")
    let limits = try (0...65).map { redundant in
      let group = WorkerGroup(dataParallel: 32, expertParallel: 32, redundantExperts: redundant)
      let layout = try #require(group.stageLayout(gpusPerDomain: 8))
      return costs.memory(of: group, layout: layout).sequencesThatFit(microBatches: 1)
    }
    #expect(zip(limits, limits.dropFirst()).allSatisfy { $1 <= $0 })
    #expect(Set(limits).count == 4)
    #expect(limits[1] < limits[0] && limits[1] == limits[32] && limits[33] < limits[32] && limits[65] < limits[64])
  }

  /// What serving says fits is what a plan of the same batch finds to fit, and one sequence more does not.
  @Test(arguments: [
    ("openai/gpt-oss-120b", 1), ("openai/gpt-oss-120b", 2), ("meta-llama/Llama-3.1-70B", 4),
    ("deepseek-ai/DeepSeek-V3", 8),
  ])
  func planAndServingAgree(name: String, tensorParallel: Int) throws {
    let model = try ModelCatalogue.model(named: name)
    let costs = try Self.costs(model, "hgx-h200-4-nodes")
    let group = WorkerGroup(tensorParallel: tensorParallel)
    let layout = try #require(group.stageLayout(gpusPerDomain: 8))
    let worker = WorkerModel(
      costs: costs, group: group, layout: layout, speculation: nil, overlapsTwoBatches: false,
      scheduler: SchedulerSettings(), lengthVariation: nil)
    let most = Int(worker.residentLimit)
    #expect(most >= 1)
    func planned(_ batch: Int) -> Bool {
      costs.cost(
        of: ReplicaLayout(
          stages: [StageAssignment(layers: 0..<model.layers.count, layout: layout)], hopLevels: [], microBatch: batch,
          microBatches: 1)
      ).fits
    }
    #expect(planned(most) && !planned(most + 1))
  }

  /// At the limit nothing is left, also where fewer sequences than micro-batches fit and each has its own activations.
  @Test(arguments: [1, 2, 4, 64])
  func nothingIsLeftAtTheLimit(microBatches: Int) throws {
    for gigabytes in [3.5, 10, 90] {
      let bytes = { (value: Double) in Explained(Bytes(value)) }
      let stage = StageMemory(
        weights: bytes(2e9), experts: bytes(1e9), redundantExperts: nil, cachePerSequence: bytes(100e6),
        activationsPerSequence: bytes(400e6), reserve: bytes(0.1e9), usable: bytes(gigabytes * 1e9), recorder: .off)
      let most = stage.sequencesThatFit(microBatches: microBatches)
      #expect(abs(stage.free(sequencesPerRank: most, microBatches: microBatches)) < 1)
    }
  }

  /// 3.5 − 3.1 GB are the activations of one sequence, which leave nothing for its cache.
  @Test func oneSequenceNeedsItsActivations() {
    let bytes = { (value: Double) in Explained(Bytes(value)) }
    let stage = StageMemory(
      weights: bytes(2e9), experts: bytes(1e9), redundantExperts: nil, cachePerSequence: bytes(100e6),
      activationsPerSequence: bytes(400e6), reserve: bytes(0.1e9), usable: bytes(3.5e9), recorder: .off)
    #expect(stage.sequencesThatFit(microBatches: 1) < 1 && stage.sequencesThatFit(microBatches: 64) < 1)
    #expect(
      stage.free(sequencesPerRank: 1, microBatches: 64) == stage.use(sequencesPerRank: 1, microBatches: 1).free.value)
  }

  /// A sequence of 1,000 in and 500 out counts with 1,250 tokens on average and with 1,500 at its end.
  @Test func aLengthIsReserved() throws {
    #expect(ReservedLength.mean.tokens(input: 1_000, output: 500) == 1_250)
    #expect(ReservedLength.full.tokens(input: 1_000, output: 500) == 1_500)
    let workload = try Workload(inputTokens: 1_000, outputTokens: 500)
    #expect(workload.averageContext == 1_250 && workload.peakContext == 1_500)
  }

  private static func costs(_ model: ModelArchitecture, _ cluster: String) throws -> CostModel {
    try CostModel(
      model: model, cluster: ClusterReference(cluster).read(), poolIndex: 0, workload: Workload(context: 1_536),
      calibration: Calibration.shipped("default"))
  }
}
