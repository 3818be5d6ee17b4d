@testable import Experts
import Clusters
import Costing
import Foundation
import Planning
import Plans
import Quantities
import Reporting
import Testing

/// DeepSeek-R1 as SGLang counted its experts, where the recordings lie beside the checkout.
@Suite("Plans with recorded loads")
struct RecordedLoadTests {
  private static let recordings = Repository.facts?.appending(path: "loads/deepseek-r1-sglang-6017")

  private func request(
    _ file: String, cluster: String, context: Int = 4096, target: Seconds? = nil, batch: Int? = nil,
    redundancy: ExpertRedundancy = .automatic
  ) throws -> PlanRequest {
    var request = try PlanCase(
      model: "deepseek-ai/DeepSeek-R1", cluster: cluster, context: context, target: target ?? Seconds(0.05),
      batch: batch
    ).request()
    let data = try Data(contentsOf: #require(Self.recordings).appending(path: file))
    request.expertLoad = try ExpertLoad(parsing: data, file: file, model: request.model)
    request.references.expertLoad = .init(reference: file, sha256: Digest.of(data))
    request.redundancy = redundancy
    return request
  }

  @Test(.enabled(if: recordings != nil), arguments: ["decode_in1000out1000.json", "prefill_in1024.json"])
  func everyLayerIsPlacedAndBounded(file: String) throws {
    let plan = try HonestPlan.make(request(file, cluster: "hgx-h200-4-nodes", batch: 1024))
    let layers = plan.placement.experts
    #expect(layers.count == 58)
    #expect(layers.compactMap(\.imbalance).allSatisfy { $0 >= 1 && $0 < 3 })
    #expect(layers.compactMap(\.gap).allSatisfy { $0 < 0.05 })
  }

  /// On a rack of 72 GPUs the hottest expert of a layer has up to three times a rank's share. Copies in the slots that
  /// 256 experts leave free of 288 cost no memory, and level that out.
  @Test(.enabled(if: recordings != nil)) func copiesOfExpertsPayOnARack() throws {
    let file = "decode_in1000out1000.json"
    let without = try HonestPlan.make(request(file, cluster: "gb200-nvl72-1-rack", redundancy: .copies(0)))
    let plan = try HonestPlan.make(request(file, cluster: "gb200-nvl72-1-rack"))
    #expect(plan.layout.stages.contains { $0.redundantExperts ?? 0 > 0 })
    #expect(plan.prediction.tokensPerSecondPerGPU > 1.02 * without.prediction.tokensPerSecondPerGPU)
    #expect(plan.certificate.status == .proved)
    let values = try #require(plan.redundancy)
    #expect(values.count { $0.isChosen } == 1 && values[0].slots == nil)
    let chosen = try #require(values.first { $0.isChosen })
    #expect(values.allSatisfy { $0.objective >= chosen.objective * (1 - plan.inputs.goal.tolerance) })
    let report = try "\(PlanReport(plan, cluster: ClusterReference("gb200-nvl72-1-rack").read()))"
    #expect(report.contains("Experts     balance") && report.contains("lower with none"))
    #expect(report.split(separator: "\n").allSatisfy { $0.count <= 100 })
  }

  /// Between nodes of eight H200, 41 of 58 layers are even without copies, and a slot less is read in them.
  @Test(.enabled(if: recordings != nil)) func fewerCopiesInSomeLayersPayBetweenNodes() throws {
    let file = "decode_in1000out1000.json"
    let target = Seconds(0.04)
    let even = try HonestPlan.make(
      request(file, cluster: "hgx-h200-4-nodes", target: target, redundancy: .automaticEven))
    let plan = try HonestPlan.make(request(file, cluster: "hgx-h200-4-nodes", target: target))
    #expect(plan.layout.stages[0].sparedLayers?.layersWithExperts == 58)
    #expect(plan.prediction.tokensPerSecondPerGPU > 1.01 * even.prediction.tokensPerSecondPerGPU)
  }
}
