import Clusters
import Costing
import Models
import Optimization
import Planning
import Plans
import Quantities
import Testing

@Suite("No plan cuts experts through weights that share a scale")
struct SlicedExpertTests {
  /// Experts of 1,536 columns in blocks of 128: 8 slices would have one and a half blocks each.
  private static func model() throws -> ModelArchitecture {
    try ModelCatalogue.model(named: "Qwen/Qwen3-235B-A22B-FP8")
  }

  @Test(arguments: ["hgx-h100", "hgx-h200", "hgx-h200-4-nodes", "gb200-nvl72-1-rack"], [15, 20, 30, 50])
  func ofQwen(cluster: String, milliseconds: Double) throws {
    let reference = PlanInputs.Reference(reference: "", sha256: "")
    let request = PlanRequest(
      model: try Self.model(), cluster: try ClusterReference(cluster).read(), workload: try Workload(context: 8192),
      calibration: try Calibration.shipped("default"), expertLoad: nil,
      goal: try Goal(objective: .cost, timePerOutputToken: Seconds(milliseconds / 1000)),
      references: PlanReferences(
        model: reference, weightFormat: nil, cluster: reference, calibration: reference, expertLoad: nil))
    guard
      case .success(let plan) = try Planner(request, optimizer: GLPKCase.optimizer)
        .planAlone(explainingRefusals: false)
    else { return }
    for stage in plan.layout.stages {
      #expect([1, 2, 3, 4, 6, 12].contains(stage.expertTensorParallel), "\(plan.sentence)")
    }
  }

  @Test func ofWorkers() throws {
    let rating = WorkerRatingRequest(
      model: try Self.model(), cluster: try ClusterReference("hgx-h200").read(),
      traffic: Traffic(inputTokens: 2000, outputTokens: 500, load: .requestsPerSecond(1)),
      targets: ServiceTargets(timeToFirstToken: Seconds(2), timePerOutputToken: Seconds(0.03)),
      calibration: try Calibration.shipped("default"))
    let rates = try WorkerRater(rating, selection: .all).rates()
    #expect(rates.workers.count > 5)
    for worker in rates.workers {
      let slices = worker.group.gpusPerStage / worker.group.expertParallel
      #expect([1, 2, 3, 4, 6, 12].contains(slices), "\(worker.layout.name)")
    }
  }
}
