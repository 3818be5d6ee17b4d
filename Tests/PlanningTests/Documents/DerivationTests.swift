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

  @Test func rootsAreThePredictedNumbers() throws {
    let plan = try plan()
    func root(_ name: String) throws -> Double {
      plan.derivations.nodes[try #require(plan.derivations.roots[name])].value
    }
    #expect(try root("timePerOutputToken") == plan.prediction.timePerOutputToken)
    #expect(try root("tokensPerSecondPerReplica") == plan.prediction.tokensPerSecondPerReplica)
    for (index, stage) in plan.prediction.stages.enumerated() {
      #expect(try root("stages[\(index)].time") == stage.time)
      let used = stage.memory.usable - stage.memory.free
      #expect(abs(try root("stages[\(index)].memory") - used) <= 1e-9 * used)
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
