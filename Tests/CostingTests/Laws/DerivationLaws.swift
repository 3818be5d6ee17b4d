import Clusters
import Models
import Quantities
import Testing
@testable import Costing

/// What a recorded cost says about itself.
struct DerivationLaws {
  private static let calibration = Result { try Calibration.shipped("default") }

  private static func values(_ cost: ReplicaCost) -> [Double] {
    cost.stages.flatMap { stage in
      [stage.time.value, stage.memory.total.value, stage.memory.usable.value] + stage.operators.map(\.time)
    } + cost.hops.map(\.time.value) + [cost.timePerOutputToken.value, cost.tokensPerSecond.value]
  }

  @Test func recordingChangesNoBit() throws {
    for seed in UInt64(2000)..<2100 {
      let randomCase = RandomCase(seed: seed)
      let replica = randomCase.replica(split: seed % 2 == 0)
      let plain = try randomCase.costs(Self.calibration.get()).cost(of: replica)
      let recorded = try randomCase.costs(Self.calibration.get(), recorder: .on).cost(of: replica)
      #expect(Self.values(plain) == Self.values(recorded), "seed \(seed)")
      #expect(plain.timePerOutputToken.derivation == nil && recorded.timePerOutputToken.derivation != nil)
    }
  }

  private static func check(_ cost: ReplicaCost, _ comment: Comment) {
    let roots =
      [cost.timePerOutputToken.derivation, cost.tokensPerSecond.derivation]
      + cost.stages.flatMap { [$0.memory.total.derivation, $0.memory.usable.derivation] }
    DerivationAudit.check(roots, comment)
  }

  @Test func everyNodeFollowsFromItsOperandsAndEveryLeafHasASource() throws {
    for seed in UInt64(3000)..<3080 {
      let randomCase = RandomCase(seed: seed)
      let costs = try randomCase.costs(Self.calibration.get(), recorder: .on)
      Self.check(costs.cost(of: randomCase.replica(split: true)), "seed \(seed)")
    }
  }

  @Test(arguments: [
    "deepseek-ai/DeepSeek-V3", "openai/gpt-oss-120b", "Qwen/Qwen3-Next-80B-A3B-Instruct", "deepseek-ai/DeepSeek-V4-Pro",
  ])
  func realModelsOnARealClusterToo(name: String) throws {
    let model = try ModelCatalogue.model(named: name)
    let costs = try CostModel(
      model: model, cluster: ClusterReference("gb200-nvl72-8-racks").read(), poolIndex: 0,
      workload: Workload(inputTokens: 4096, outputTokens: 1024), calibration: Self.calibration.get(),
      imbalance: ExpertImbalance(byExpertParallel: [144: 1.4], file: "loads.json"), recorder: .on)
    let half = model.layers.count / 2
    let layout = StageLayout(domains: 2, gpusPerDomain: 72, tensorParallel: 2, expertTensorParallel: 1)
    let stages = [0..<half, half..<model.layers.count].map { StageAssignment(layers: $0, layout: layout) }
    let replica = ReplicaLayout(stages: stages, hopLevels: [1, 1], microBatch: 1440, microBatches: 2)
    Self.check(costs.cost(of: replica), "\(name)")
    let crossover = costs.crossoverBatch()
    #expect(crossover.derivation?.recompute() == crossover.value)
  }
}
