@testable import Differences
import Clusters
import Costing
import Models
import Optimization
import Planning
import Plans
import Policy
import Quantities
import Testing

@Suite("Bytes of real plans")
struct RealWeightTests {
  private static func plan(_ model: String, _ cluster: String, batch: Int? = nil) throws -> ComparedPlan<Plan> {
    let architecture = try ModelArchitecture(reference: model)
    let reference = try ClusterReference(cluster)
    let request = PlanRequest(
      model: architecture, cluster: try reference.read(), workload: try Workload(context: 4096),
      calibration: try Calibration.shipped("default"), expertLoad: nil,
      goal: try Goal(
        objective: batch == nil ? .cost : .latency, timePerOutputToken: batch == nil ? Seconds(0.1) : nil,
        batch: batch, tolerance: 0.01),
      references: PlanReferences(
        model: .init(reference: model, sha256: Digest.of(architecture)), weightFormat: nil,
        cluster: .init(reference: cluster, sha256: Digest.of(try reference.contents())),
        calibration: .init(reference: "default", sha256: "0"), expertLoad: nil))
    guard case .plan(let plan) = try Planner(request, optimizer: GLPKOptimizer()).plan() else { throw NoPlan() }
    return ComparedPlan(
      reference: .init(reference: "plan.json", sha256: "0"), document: plan,
      readings: PlanReadings(cluster: .same(request.cluster), models: [.same(architecture)]))
  }

  struct NoPlan: Error {}

  /// From nothing, every GPU loads all that it holds: on the fullest of each stage, what the cost model says it holds.
  @Test(arguments: [
    ("deepseek-ai/DeepSeek-V3", "hgx-h200-4-nodes", nil), ("gpt-oss-120b", "hgx-h100", nil),
    ("Llama-3.1-70B", "hgx-h100", 8), ("deepseek-ai/DeepSeek-V3", "gb200-nvl72-1-rack", 64),
  ])
  func loadedBytesAreThoseOfTheCostModel(model: String, cluster: String, batch: Int?) throws {
    let plan = try Self.plan(model, cluster, batch: batch)
    var elsewhere = plan
    guard case .same(let known) = plan.readings.cluster else { throw NoPlan() }
    elsewhere.readings.cluster = .same(
      Cluster(name: "elsewhere", file: "", description: "", pools: known.pools, interconnect: known.interconnect))
    let weights = try #require(PlanDifferencer(before: elsewhere, after: plan).difference.weights)
    let stageOfGPU = Dictionary(uniqueKeysWithValues: plan.document.placement.gpus.map { ($0.gpu, $0.stage) })
    for (stage, prediction) in plan.document.prediction.stages.enumerated() {
      let fullest = weights.gpus.filter { stageOfGPU[$0.gpu] == stage }.map(\.fromStorage).max() ?? 0
      let memory = prediction.memory
      let expected = memory.weights + memory.experts + (memory.redundantExperts ?? 0)
      #expect((fullest / expected - 1).magnitude < 1e-9, "stage \(stage): \(fullest) and \(expected)")
    }
    #expect(weights.kept == 0 && weights.moved == 0)
  }
}
