import Clusters
import Plans
import Quantities
import Testing
import Verification

/// The honest plan that lies are told about: a pipeline over two nodes, one GPU of which is down.
struct LieSubject {
  static let unavailable = 7

  let plan: Plan
  let inputs: VerifierInputs

  static func pipeline() throws -> LieSubject {
    let model = TinyModel.model(layers: [
      TinyModel.kinds[2], TinyModel.kinds[1], TinyModel.kinds[1], TinyModel.kinds[0],
    ])
    // No node holds all of it with six sequences.
    var cluster = TinyCluster()
    cluster.memory = Bytes(0.3 * model.bytes)
    cluster.scaleOut = [Bandwidth(1e9)]
    cluster.unavailable = [unavailable]
    let request = try TinyRequest.make(
      model, cluster.cluster(), context: 4096, calibration: "ideal",
      goal: .init(objective: .latency, batch: 6, tolerance: 0.001))
    let plan = try HonestPlan.make(request)
    try #require(plan.layout.stages.count == 2 && plan.layout.stages[1].hop == "tier0")
    return LieSubject(plan: plan, inputs: HonestPlan.inputs(of: request))
  }

  /// Puts a rank of a plan on another GPU, with all that goes with it.
  static func move(_ plan: inout Plan, _ index: Int, to gpu: Int) {
    plan.placement.gpus[index].gpu = gpu
    plan.placement.gpus[index].domain = gpu / 4
    plan.placement.gpus[index].node = gpu / 4
    plan.placement.gpus[index].index = gpu % 4
  }
}
