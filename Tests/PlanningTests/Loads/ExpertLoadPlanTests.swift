import Costing
import Foundation
import Models
import Planning
import Plans
import Quantities
import Testing
import Verification

@Suite("Plans with expert loads")
struct ExpertLoadPlanTests {
  private static let model = TinyModel.model(layers: [1, 2, 1, 0].map { TinyModel.kinds[$0] })

  /// A recording in which expert e of every layer has tokens in proportion to 1/(e + 1).
  private func skewed() throws -> ExpertLoad {
    try load { expert in 100_000 / Double(expert + 1) }
  }

  private func load(_ tokens: (Int) -> Double) throws -> ExpertLoad {
    let rows = Self.model.layers.map { layer in
      (0..<(layer.kind.feedForward.mixture?.expertCount ?? 0)).map(tokens)
    }
    let data = try JSONSerialization.data(withJSONObject: ["logical_count": rows])
    return try ExpertLoad(parsing: data, file: "load.json", model: Self.model)
  }

  private func request(_ load: ExpertLoad?, unavailable: [Int] = [7], batch: Int = 6) throws -> PlanRequest {
    var cluster = TinyCluster()
    cluster.memory = Bytes(0.4 * Self.model.bytes)
    cluster.unavailable = unavailable
    return try TinyRequest.make(
      Self.model, cluster.cluster(), context: 2048, calibration: "ideal",
      goal: Goal(objective: .latency, batch: batch), load: load)
  }

  @Test func imbalanceAndAssignmentFollowTheLoad() throws {
    let plain = try HonestPlan.make(request(nil))
    let load = try skewed()
    let plan = try HonestPlan.make(request(load))
    #expect(plain.placement.experts.allSatisfy { $0.imbalance == nil })
    let layer = try #require(plan.placement.experts.first { $0.ranks.count > 1 })
    #expect(plan.placement.experts.map(\.ranks) != plain.placement.experts.map(\.ranks))
    // The hottest expert sits with fewer tokens beside it than its neighbours in a block would be.
    let ranks = layer.ranks.count
    let blocks = (0..<ranks).map { rank in Array(rank * 8 / ranks..<(rank + 1) * 8 / ranks) }
    let imbalance = load.imbalance(layer: layer.layer, ranks: layer.ranks)
    #expect(imbalance > 1 && imbalance < load.imbalance(layer: layer.layer, ranks: blocks))
    #expect(abs(imbalance - (layer.imbalance ?? 0)) < 1e-12)
    #expect(plan.prediction.timePerOutputToken >= plain.prediction.timePerOutputToken)
  }

  @Test func theVerifierRecomputesThem() throws {
    let request = try request(skewed())
    var plan = try HonestPlan.make(request)
    var inputs = HonestPlan.inputs(of: request)
    plan.placement.experts[0].imbalance = 0.5
    #expect(try PlanVerifier(plan, inputs: inputs).findings().map(\.id) == ["imbalance-wrong"])
    plan = try HonestPlan.make(request)
    inputs.digests["expertLoad"] = Digest.of(Data())
    #expect(try PlanVerifier(plan, inputs: inputs).findings().map(\.id) == ["input-changed"])
  }

  /// Stages of several sizes: the imbalance of each counts in its own time.
  @Test(arguments: 0..<8) func pipelinesOfUnequalStages(seed: Int) throws {
    var random = SplitMix(seed: UInt64(seed))
    let load = try load { _ in Double.random(in: 1...20, using: &random) }
    _ = try HonestPlan.make(request(load, unavailable: [seed], batch: 1 + seed % 6))
  }

  private static let recordings = Repository.facts?.appending(path: "loads/deepseek-r1-sglang-6017")

  /// DeepSeek-R1 as SGLang counted its experts, where the recordings lie beside the checkout.
  @Test(.enabled(if: recordings != nil), arguments: ["decode_in1000out1000.json", "prefill_in1024.json"])
  func recordedLoads(file: String) throws {
    let planCase = PlanCase(model: "deepseek-ai/DeepSeek-R1", cluster: "hgx-h200-4-nodes", batch: 1024)
    let path = try #require(Self.recordings).appending(path: file)
    let data = try Data(contentsOf: path)
    let load = try ExpertLoad(parsing: data, file: file, model: planCase.request().model)
    var request = try planCase.request()
    request.expertLoad = load
    request.references.expertLoad = .init(reference: file, sha256: Digest.of(data))
    let plan = try HonestPlan.make(request)
    let imbalances = plan.placement.experts.compactMap(\.imbalance)
    #expect(imbalances.count == 58)
    #expect(imbalances.allSatisfy { $0 >= 1 && $0 < 3 })
  }
}
