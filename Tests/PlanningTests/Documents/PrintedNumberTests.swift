import Clusters
import Costing
import Models
import Plans
import Testing

@Suite("What is printed is what is derived")
struct PrintedNumberTests {
  /// Two stages of 16 GPUs with copies of experts, two replicas: every number of the prediction is the value of the node that
  /// `explain` shows, to the last bit.
  @Test func numbersAreThoseOfTheirDerivations() throws {
    let costs = try CostModel(
      model: ModelCatalogue.model(named: "deepseek-ai/DeepSeek-V3"),
      cluster: ClusterReference("hgx-h200-4-nodes").read(), poolIndex: 0, workload: Workload(context: 4_096),
      calibration: Calibration.shipped("default"), recorder: .on)
    let layout = StageLayout(
      domains: 2, gpusPerDomain: 8, tensorParallel: 1, expertTensorParallel: 1, redundantExperts: 16)
    let cost = costs.cost(
      of: ReplicaLayout(
        stages: [StageAssignment(layers: 0..<30, layout: layout), StageAssignment(layers: 30..<61, layout: layout)],
        hopLevels: [1, 1], microBatch: 320, microBatches: 2))
    let prediction = Prediction(cost, costs: costs, replicas: 2)
    let derivations = PlanDerivations(cost, costs: costs, replicas: 2)
    let printed = Self.numbers(prediction)
    #expect(printed.count == 10 + 2 * 9)
    for (name, value) in printed {
      let node = try #require(derivations.roots[name], "\(name)")
      #expect(derivations.nodes[node].value == value, "\(name)")
    }
  }

  private static func numbers(_ prediction: Prediction) -> [(String, Double)] {
    var all = [
      ("timePerOutputToken", prediction.timePerOutputToken), ("round", prediction.round),
      ("latency", prediction.latency), ("tokensPerSecondPerGPU", prediction.tokensPerSecondPerGPU),
      ("tokensPerSecondPerUser", prediction.tokensPerSecondPerUser),
      ("tokensPerSecondPerReplica", prediction.tokensPerSecondPerReplica),
      ("tokensPerSecond", prediction.tokensPerSecond),
      ("gpuHoursPerMillionTokens", prediction.gpuHoursPerMillionTokens),
      ("roofline.crossoverBatch", prediction.roofline.crossoverBatch),
    ]
    all += prediction.costPerMillionTokens.map { [("costPerMillionTokens", $0)] } ?? []
    for (index, stage) in prediction.stages.enumerated() {
      let memory = stage.memory
      all += [
        ("time", stage.time), ("bubble", stage.bubble), ("memory.weights", memory.weights),
        ("memory.experts", memory.experts), ("memory.redundantExperts", memory.redundantExperts ?? -1),
        ("memory.cache", memory.cache), ("memory.activations", memory.activations),
        ("memory.free", memory.free), ("memory.reserve", memory.reserve),
      ].map { ("stages[\(index)].\($0.0)", $0.1) }
    }
    return all
  }
}
