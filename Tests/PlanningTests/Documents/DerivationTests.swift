import Plans
import Testing

@Suite("Where the numbers of a plan come from")
struct DerivationTests {
  private func plan() throws -> Plan {
    try HonestPlan.make(
      PlanCase(model: "openai/gpt-oss-120b", cluster: "hgx-h200-4-nodes", objective: .latency, batch: 64))
  }

  /// A leaf is a figure with a source, or a bare constant of a formula.
  @Test func everyNodeFollowsFromItsOperands() throws {
    let nodes = try plan().derivations.nodes
    for (index, node) in nodes.enumerated() {
      let operands = node.operands ?? []
      #expect(operands.allSatisfy { $0 < index })
      if let value = node.operation.evaluate(operands.map { nodes[$0].value }) {
        #expect(abs(value - node.value) <= 1e-12 * abs(node.value), "\(node)")
      } else {
        #expect(node.source != nil || (node.name == nil && node.value == node.value.rounded()), "\(node)")
      }
    }
  }

  @Test(arguments: [
    PlanCase(model: "openai/gpt-oss-120b", cluster: "hgx-h200-4-nodes", objective: .latency, batch: 64),
    PlanCase(model: "meta-llama/Llama-3.1-405B", cluster: "hgx-h200-4-nodes", objective: .latency, batch: 8),
  ])
  func rootsAreThePredictedNumbers(planCase: PlanCase) throws {
    let plan = try HonestPlan.make(planCase)
    let predicted = Self.predicted(plan.prediction)
    #expect(Set(predicted.map(\.0)).isSubset(of: plan.derivations.roots.keys))
    for (name, value) in predicted {
      let derived = plan.derivations.nodes[try #require(plan.derivations.roots[name])].value
      #expect(derived == value, "\(name)")
    }
  }

  private static func predicted(_ prediction: Prediction) -> [(String, Double)] {
    var all = [
      ("timePerOutputToken", prediction.timePerOutputToken), ("round", prediction.round),
      ("latency", prediction.latency), ("tokensPerSecondPerGPU", prediction.tokensPerSecondPerGPU),
      ("tokensPerSecondPerUser", prediction.tokensPerSecondPerUser),
      ("tokensPerSecondPerReplica", prediction.tokensPerSecondPerReplica),
      ("tokensPerSecond", prediction.tokensPerSecond),
      ("gpuHoursPerMillionTokens", prediction.gpuHoursPerMillionTokens),
    ]
    all += prediction.costPerMillionTokens.map { [("costPerMillionTokens", $0)] } ?? []
    all.append(("roofline.crossoverBatch", prediction.roofline.crossoverBatch))
    all += prediction.hops.enumerated().map { ("hops[\($0)].time", $1.time) }
    for (index, stage) in prediction.stages.enumerated() {
      let memory = stage.memory
      all += [
        ("time", stage.time), ("bubble", stage.bubble), ("memory.weights", memory.weights),
        ("memory.experts", memory.experts), ("memory.cache", memory.cache), ("memory.free", memory.free),
        ("memory.activations", memory.activations), ("memory.reserve", memory.reserve),
        ("memory.usable", memory.usable),
        ("operators.attention", stage.operators.first { $0.name == "attention" }?.time ?? 0),
      ].map { ("stages[\(index)].\($0.0)", $0.1) }
    }
    return all
  }

  /// Every operator of a prediction has a root of its own, and they add up to the stage.
  @Test func operatorsAreRoots() throws {
    let plan = try plan()
    for (index, stage) in plan.prediction.stages.enumerated() {
      let prefix = "stages[\(index)].operators."
      let roots = plan.derivations.roots.filter { $0.key.hasPrefix(prefix) }
      #expect(roots.count == stage.operators.count)
      let sum = roots.values.reduce(0) { $0 + plan.derivations.nodes[$1].value }
      #expect(abs(sum - stage.time) <= 1e-9 * stage.time)
    }
  }

  /// Bottlenecks add up to the round, operators to their stage.
  @Test func partsAddUp() throws {
    let plan = try plan()
    let waited = plan.bottlenecks.reduce(0) { $0 + $1.time }
    #expect(abs(waited - plan.prediction.round) <= 1e-9 * waited)
    for stage in plan.prediction.stages {
      #expect(abs(stage.operators.reduce(0) { $0 + $1.time } - stage.time) <= 1e-9 * stage.time)
      for part in stage.operators {
        #expect(abs(part.waiting.values.reduce(0, +) - part.time) <= 1e-9 * part.time)
      }
    }
  }
}
