import Clusters
import Costing
import Models
import Optimization
import Testing
@testable import Planning

/// Tensor parallelism goes as far as a scale-up domain. The oracle costs pipelines of equal stages on its own: every TP that
/// divides the heads, every number of stages that fits beside each other in the rack.
@Suite("Latency in a rack of 72 GPUs")
struct WideTensorTests {
  @Test(arguments: [1, 16, 64]) func noUniformPipelineIsFasterThanThePlan(batch: Int) throws {
    let request = try PlanCase(
      model: "meta-llama/Llama-3.1-405B", context: 8192, objective: .latency, target: nil, batch: batch,
      tolerance: 0.005
    ).request()
    guard case .plan(let plan) = try Planner(request, optimizer: GLPKOptimizer()).plan() else {
      Issue.record("refused")
      return
    }
    let best = try #require(try Self.fastest(request, batch: batch))
    #expect(plan.workers[0].prediction.timePerOutputToken <= best * 1.005)
    #expect(plan.workers[0].layout.stages.contains { $0.tensorParallel > 16 })
  }

  private static func fastest(_ request: PlanRequest, batch: Int) throws -> Double? {
    let costs = try CostModel(
      model: request.model, cluster: request.cluster, poolIndex: 0, workload: request.workload,
      calibration: request.calibration)
    let layers = request.model.layers.count
    var times: [Double] = []
    for tensor in 1...72 where 128 % tensor == 0 {
      let layout = StageLayout(domains: 1, gpusPerDomain: tensor, tensorParallel: tensor, expertTensorParallel: tensor)
      for stages in 1...min(8, 72 / tensor) where stages <= batch {
        let bounds = (0...stages).map { $0 * layers / stages }
        let replica = ReplicaLayout(
          stages: zip(bounds, bounds.dropFirst()).map { StageAssignment(layers: $0..<$1, layout: layout) },
          hopLevels: stages == 1 ? [] : [Int](repeating: 0, count: stages),
          microBatch: (batch + stages - 1) / stages, microBatches: stages)
        let cost = costs.cost(of: replica)
        if cost.fits { times.append(cost.timePerOutputToken.value) }
      }
    }
    return times.min()
  }
}
