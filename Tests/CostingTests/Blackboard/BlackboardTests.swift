import Clusters
import Models
import Quantities
import Testing
@testable import Costing

/// The figures of the blackboard come out of the product's own formulas: 300 operations per byte in bf16, 288 GB at
/// 20 TB/s, scale-out an eighth of scale-up, calibration "ideal".
struct BlackboardTests {
  private static func costs(_ layers: [LayerKind], _ calibration: Calibration? = nil) throws -> CostModel {
    try CostModel(
      model: SmallModel.model(layers: layers, hasTables: false), cluster: ClusterReference("blackboard").read(),
      poolIndex: 0, workload: Workload(context: 1000), calibration: calibration ?? .shipped("ideal"))
  }

  private static func mixture(_ format: NumberFormat, experts: Int = 256, perToken: Int = 32) -> LayerKind {
    var mixture = SmallModel.mixture()
    mixture.expertCount = experts
    mixture.expertsPerToken = perToken
    mixture.expertTensors = [SmallModel.tensor("expert", 1_000_000, .divided, format)]
    mixture.sharedTensors = []
    mixture.routerTensors = []
    return SmallModel.layer(SmallModel.withoutMixer, .mixture(mixture))
  }

  /// FLOP/byte · N_total / N_active = 300 · 256/32, whether a weight has two bytes or one, at twice the rate.
  @Test(arguments: [NumberFormat.bfloat16, .float8])
  func anEighthOfTheExpertsActiveCrossesOverAt2400(format: NumberFormat) throws {
    let costs = try Self.costs([Self.mixture(format), Self.mixture(format)])
    #expect(isClose(costs.crossoverBatch().value, 2400))
    let layout = SmallCosts.sliced(1)
    let routed = { costs.layerCost(kind: 0, layout: layout, microBatch: $0)["routed experts"] }
    let crossing = try #require(routed(2400))
    #expect(isClose(crossing.memory?.value, crossing.compute?.value ?? 0))
    #expect(routed(2390)?.waiting(for: .compute) == 0)
    #expect(routed(2410)?.waiting(for: .hbm) == 0)
  }

  @Test func aDenseModelCrossesOverAt300() throws {
    #expect(try isClose(Self.costs([SmallModel.layer(SmallModel.withoutMixer)]).crossoverBatch().value, 300))
  }

  /// With the figures of a calibration the crossing moves: 0.5 of the HBM and 0.5 of the products leave it, 0.25 of the
  /// products would halve it.
  @Test func theCrossoverFollowsTheCalibration() throws {
    for (efficiency, batch) in [("0.5", 1000.0), ("0.25", 500)] {
      let calibration = try CalibrationText.calibration(
        CalibrationText.round, ["bf16: {value: 0.5,": "bf16: {value: \(efficiency),"])
      let costs = try SmallCosts.costs([SmallModel.layer(SmallModel.withoutMixer)], calibration)
      // 1 PFLOP/s and 1 TB/s.
      #expect(isClose(costs.crossoverBatch().value, batch))
    }
  }

  /// 288 GB / 20 TB/s = 14.4 ms, the time of a step that reads weights which fill the memory.
  @Test func drainingTheMemoryTakes14Milliseconds() throws {
    let accelerator = try ClusterReference("blackboard").read().pools[0].accelerator
    #expect(isClose(accelerator.memoryDrainTime.value, 14.4e-3))
    let full = FeedForward.dense([SmallModel.tensor("everything", 144_000_000_000)])
    let costs = try Self.costs([SmallModel.layer(SmallModel.withoutMixer, full)])
    #expect(isClose(costs.weightReadTime().value, 14.4e-3))
    let layer = costs.layerCost(kind: 0, layout: SmallCosts.sliced(1), microBatch: 1)
    #expect(isClose(layer.time.value, 14.4e-3))
  }

  /// Twice the stages with twice the micro-batches in flight, b and the GPUs of a stage as before: half the weights on a
  /// GPU, the same caches, and nobody idle where hops are free.
  @Test func pipeliningDividesWeightsAndLeavesCaches() throws {
    let costs = try Self.costs([LayerKind](repeating: SmallModel.mixtureLayer, count: 8))
    let layout = SmallCosts.expertParallel(8)
    let plans = [1, 2, 4, 8].map { stages in
      let size = 8 / stages
      let assignments = (0..<stages).map { StageAssignment(layers: $0 * size..<($0 + 1) * size, layout: layout) }
      return costs.cost(
        of: ReplicaLayout(
          stages: assignments, hopLevels: stages == 1 ? [] : assignments.map { _ in 0 }, microBatch: 64,
          microBatches: stages))
    }
    let memory = plans.map { $0.stages[0].memory }
    #expect(memory.allSatisfy { $0.cache.value == 8 * 8 * 1.6e6 })
    for (one, two) in zip(memory, memory.dropFirst()) {
      #expect(isClose(two.weights.value, one.weights.value / 2))
      #expect(isClose(two.experts.value, one.experts.value / 2))
    }
    // Latency is neutral but for the hops: 3.2 ms and more of work against 7 hops of 16 kB.
    #expect(plans[3].round.time.value < plans[0].round.time.value * 1.01)
  }

  /// A hop between racks hands on a token once over an eighth of the bandwidth; inside, each layer sends it to k experts
  /// and back. Scale-up is what counts when k · layers · 2 > 8 (times the 71/72 that do not stay on their GPU).
  @Test(arguments: [(1, 3), (2, 3), (4, 1), (4, 2), (8, 1)])
  func pipelinesAcrossRacksKeepScaleUpTheBottleneck(expertsPerToken: Int, layers: Int) throws {
    let copying = try CalibrationText.calibration(
      CalibrationText.ideal, ["copies: deduplicated": "copies: perExpert"])
    let kind = Self.mixture(.bfloat16, experts: 288, perToken: expertsPerToken)
    let costs = try Self.costs([LayerKind](repeating: kind, count: layers), copying)
    let layout = SmallCosts.expertParallel(72)
    let layer = costs.layerCost(kind: 0, layout: layout, microBatch: 7200)
    let inside = Double(layers) * layer.operators.reduce(0) { $0 + $1.waiting(for: .scaleUp) }
    let hop = costs.hopCost(into: layout, microBatch: 7200, level: 1).time.value
    #expect(isClose(inside / hop, Double(expertsPerToken * layers * 2) / 8 * 71 / 72))
    #expect((inside > hop) == (expertsPerToken * layers * 2 > 8))
  }
}
