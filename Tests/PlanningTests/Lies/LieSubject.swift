import Plans
import Quantities
import Testing
import Topology
import Verification

/// The honest plan that lies are told about: a pipeline over two nodes, one GPU of which is down.
struct LieSubject {
  static let unavailable = 7

  let plan: Plan
  let inputs: VerifierInputs

  static func pipeline() throws -> LieSubject {
    let model = TinyModel.model(layers: [TinyModel.kinds[2], TinyModel.kinds[1], TinyModel.kinds[1]])
    // Neither node holds all of it, and the network is too slow for experts across nodes.
    var cluster = TinyCluster()
    cluster.memory = Bytes(model.bytes / 5)
    cluster.scaleOut = [Bandwidth(1e9)]
    cluster.unavailable = [unavailable]
    let request = try TinyRequest.make(
      model, cluster.cluster(), context: 4096, calibration: "ideal",
      goal: .init(objective: .latency, batch: 6, tolerance: 0.3))
    return LieSubject(plan: try HonestPlan.make(request), inputs: HonestPlan.inputs(of: request))
  }

  /// Puts a rank of a plan on another GPU, with all that goes with it.
  static func move(_ plan: inout Plan, _ index: Int, to gpu: Int) {
    plan.placement.gpus[index].gpu = gpu
    plan.placement.gpus[index].domain = gpu / 4
    plan.placement.gpus[index].node = gpu / 4
    plan.placement.gpus[index].index = gpu % 4
  }
}
