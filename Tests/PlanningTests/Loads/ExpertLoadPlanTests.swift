import Costing
import Foundation
import Models
import Planning
import Plans
import Testing
import Verification

@Suite("Plans with expert loads")
struct ExpertLoadPlanTests {
  private static let planCase = PlanCase(
    model: "openai/gpt-oss-120b", cluster: "hgx-h200", target: nil, batch: 256)

  /// A recording in which expert e of every layer has tokens in proportion to 1/(e + 1).
  private func skewed(_ model: ModelArchitecture) throws -> (load: ExpertLoad, data: Data) {
    let rows = model.layers.map { layer in
      (0..<(layer.kind.feedForward.mixture?.expertCount ?? 0)).map { 100_000 / ($0 + 1) }
    }
    let data = try JSONSerialization.data(withJSONObject: ["logical_count": rows])
    return (try ExpertLoad(parsing: data, file: "skewed.json", model: model), data)
  }

  private func request(_ planCase: PlanCase, _ load: ExpertLoad, _ data: Data) throws -> PlanRequest {
    var request = try planCase.request()
    request.expertLoad = load
    request.references.expertLoad = .init(reference: load.file, sha256: Digest.of(data))
    return request
  }

  @Test func imbalanceAndAssignmentFollowTheLoad() throws {
    let plain = try HonestPlan.make(Self.planCase)
    let (load, data) = try skewed(Self.planCase.request().model)
    let request = try request(Self.planCase, load, data)
    let plan = try HonestPlan.make(request)
    #expect(plain.placement.experts.allSatisfy { $0.imbalance == nil })
    try #require(plan.layout.stages[0].expertParallel > 1)
    #expect(plan.placement.experts.allSatisfy { ($0.imbalance ?? 0) >= 1 })
    #expect(plan.placement.experts.map(\.ranks) != plain.placement.experts.map(\.ranks))
    // The hottest expert sits with fewer tokens beside it than its neighbours in a block would be.
    let layer = plan.placement.experts[0]
    let ranks = layer.ranks.count
    let blocks = (0..<ranks).map { rank in Array(rank * 128 / ranks..<(rank + 1) * 128 / ranks) }
    #expect(load.imbalance(layer: layer.layer, ranks: layer.ranks) < load.imbalance(layer: layer.layer, ranks: blocks))
    #expect(abs(load.imbalance(layer: layer.layer, ranks: layer.ranks) - (layer.imbalance ?? 0)) < 1e-12)
  }

  @Test func theVerifierRecomputesThem() throws {
    let (load, data) = try skewed(Self.planCase.request().model)
    let request = try request(Self.planCase, load, data)
    var plan = try HonestPlan.make(request)
    let inputs = HonestPlan.inputs(of: request)
    plan.placement.experts[3].imbalance = 1
    #expect(try PlanVerifier(plan, inputs: inputs).findings().map(\.id) == ["imbalance-wrong"])
    plan = try HonestPlan.make(request)
    var other = inputs
    other.digests["expertLoad"] = Digest.of(Data())
    #expect(try PlanVerifier(plan, inputs: other).findings().map(\.id) == ["input-changed"])
  }

  /// Stages of several sizes: the imbalance of each counts in its own time.
  @Test(arguments: 0..<6) func pipelinesOfUnequalStages(seed: Int) throws {
    let model = TinyModel.model(layers: [1, 2, 0, 1, 2].map { TinyModel.kinds[$0] })
    var random = SplitMix(seed: UInt64(seed))
    let rows = model.layers.map { layer in
      (0..<(layer.kind.feedForward.mixture?.expertCount ?? 0)).map { _ in Double.random(in: 1...20, using: &random) }
    }
    let data = try JSONSerialization.data(withJSONObject: ["logical_count": rows])
    let load = try ExpertLoad(parsing: data, file: "random.json", model: model)
    var cluster = TinyCluster()
    cluster.memory = .init(0.3 * model.bytes)
    cluster.unavailable = [seed]
    _ = try HonestPlan.make(
      TinyRequest.make(
        model, cluster.cluster(), context: 2048, calibration: "ideal",
        goal: Goal(objective: .latency, batch: 1 + seed), load: load))
  }

  private static let recordings = Repository.facts?.appending(path: "loads/deepseek-r1-sglang-6017")

  /// DeepSeek-R1 as SGLang counted its experts, where the recordings lie beside the checkout.
  @Test(.enabled(if: recordings != nil), arguments: ["decode_in1000out1000.json", "prefill_in1024.json"])
  func recordedLoads(file: String) throws {
    let planCase = PlanCase(model: "deepseek-ai/DeepSeek-R1", cluster: "hgx-h200-4-nodes", batch: 1024)
    let path = try #require(Self.recordings).appending(path: file)
    let data = try Data(contentsOf: path)
    let load = try ExpertLoad(parsing: data, file: file, model: planCase.request().model)
    let plan = try HonestPlan.make(request(planCase, load, data))
    let imbalances = plan.placement.experts.compactMap(\.imbalance)
    #expect(imbalances.count == 58)
    #expect(imbalances.allSatisfy { $0 >= 1 && $0 < 3 })
  }
}
