import Clusters
import Models
import Quantities
import Testing
@testable import Costing

/// Time per output token of published runs against the default calibration, decode alone, one stage of TP.
///
/// The runs are few sequences of InferenceX (as AIConfigurator's repository ships them, Apache-2.0) and of vendors'
/// benchmarks of Llama-3 70B and gpt-oss-120b; several of them set the calibration's overheads, so this guards the
/// formulas more than it validates the figures.
struct MeasuredRunTests {
  struct Run: Sendable, CustomStringConvertible {
    let model: String
    var precision: NumberFormat?
    let cluster: String
    let ranks: Int
    let sequences: Int
    var context = 1536
    let milliseconds: Double
    var factor = 1.35

    var description: String { "\(model) on \(ranks) GPUs of \(cluster), \(sequences) sequences" }
  }

  static let runs = [
    Run(
      model: "deepseek-ai/DeepSeek-R1", cluster: "hgx-h200", ranks: 8, sequences: 4, context: 5120, milliseconds: 10.26),
    Run(model: "nvidia/DeepSeek-V3.1-NVFP4", cluster: "hgx-b200", ranks: 8, sequences: 4, milliseconds: 7.07),
    Run(model: "nvidia/DeepSeek-V3.1-NVFP4", cluster: "gb200-nvl72-1-rack", ranks: 8, sequences: 1, milliseconds: 5.87),
    Run(
      model: "meta-llama/Llama-3.1-70B", precision: .float8, cluster: "hgx-b200", ranks: 1, sequences: 1,
      milliseconds: 14.87),
    // 73 us a layer with everything in it, where the fitted times of a layer, its quantisation and two waits add up to more.
    Run(
      model: "meta-llama/Llama-3.1-70B", precision: .float8, cluster: "hgx-b200", ranks: 8, sequences: 1,
      milliseconds: 5.81, factor: 1.7),
    Run(
      model: "meta-llama/Llama-3.1-70B", precision: .float8, cluster: "hgx-h100", ranks: 2, sequences: 1,
      milliseconds: 17.97),
    Run(
      model: "meta-llama/Llama-3.1-70B", precision: .float8, cluster: "hgx-h100", ranks: 8, sequences: 1,
      milliseconds: 9.20),
    // A record of kernels fused for one sequence, 66 us a layer where others need 80 and more.
    Run(
      model: "openai/gpt-oss-120b", cluster: "hgx-b200", ranks: 8, sequences: 1, milliseconds: 2.38, factor: 1.5),
    Run(model: "MiniMaxAI/MiniMax-M2.5", cluster: "hgx-h200", ranks: 8, sequences: 8, milliseconds: 9.21),
    Run(
      model: "moonshotai/Kimi-K2.5", precision: .nvfp4, cluster: "hgx-b200", ranks: 8, sequences: 4, milliseconds: 7.06),
  ]

  @Test(arguments: runs)
  func predictionsAreWithinAThird(run: Run) throws {
    let stored = try ModelCatalogue.model(named: run.model)
    let model = run.precision.map { stored.withPrecision($0) } ?? stored
    let costs = try CostModel(
      model: model, cluster: ClusterReference(run.cluster).read(), poolIndex: 0,
      workload: Workload(context: run.context), calibration: .shipped("default"))
    let stage = StageAssignment(layers: 0..<model.layers.count, layout: SmallCosts.sliced(run.ranks))
    let cost = costs.cost(
      of: ReplicaLayout(stages: [stage], hopLevels: [], microBatch: run.sequences, microBatches: 1))
    let ratio = cost.timePerOutputToken.value * 1000 / run.milliseconds
    print("\(run): \(run.milliseconds) ms measured, predicted / measured \((ratio * 100).rounded() / 100)")
    #expect(ratio > 1 / run.factor && ratio < run.factor, "\(run)")
  }
}
