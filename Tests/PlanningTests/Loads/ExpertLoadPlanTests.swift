import Costing
import Experts
import Foundation
import Planning
import Plans
import Reporting
import Testing
import Verification

@Suite("Plans with expert loads")
struct ExpertLoadPlanTests {
  @Test func imbalanceAndPlacementFollowTheLoad() throws {
    let plain = try HonestPlan.make(TinyLoad.request(nil))
    let load = try TinyLoad.skewed()
    let plan = try HonestPlan.make(TinyLoad.request(load, redundancy: .copies(0)))
    #expect(plain.placement.experts.allSatisfy { $0.imbalance == nil && $0.bound == nil && $0.proof == nil })
    let layer = try #require(plan.placement.experts.first { $0.ranks.count > 1 })
    #expect(plan.placement.experts.map(\.ranks) != plain.placement.experts.map(\.ranks))
    // The hottest expert sits with fewer tokens beside it than its neighbours in a block would be.
    let problem = ExpertProblem(load, layer: layer.layer, division: .init(expertParallel: layer.ranks.count))
    let blocks = ExpertMap.blocks(experts: 8, ranks: layer.ranks.count)
    let imbalance = ExpertMap(ranks: layer.ranks).time(of: problem)
    #expect(imbalance > 1 && imbalance < blocks.time(of: problem))
    #expect(abs(imbalance - (layer.imbalance ?? 0)) < 1e-12)
    #expect(layer.bound ?? 0 >= 1 && layer.gap ?? 1 < 0.01)
    #expect(plan.prediction.timePerOutputToken >= plain.prediction.timePerOutputToken)
  }

  /// Stages of several sizes: the imbalance of each counts in its own time.
  @Test(arguments: 0..<8) func pipelinesOfUnequalStages(seed: Int) throws {
    var random = SplitMix(seed: UInt64(seed))
    let load = try TinyLoad.load { _ in Double.random(in: 1...20, using: &random) }
    _ = try HonestPlan.make(
      TinyLoad.request(load, unavailable: [seed], goal: Goal(objective: .latency, batch: 1 + seed % 6)))
  }

  @Test(.enabled(if: JSONSchema.isAvailable, "python3 with jsonschema is not installed"))
  func documentsAreAsTheirSchemaSays() throws {
    let plan = try HonestPlan.make(TinyLoad.copied(.copies(5)))
    #expect(plan.layout.stages.contains { $0.redundantExperts == 5 })
    #expect(try JSONSchema.faults(JSONText.encode(plan), schema: "plan.schema.json") == [])
    let undivided = try HonestPlan.make(TinyLoad.request(TinyLoad.skewed(), redundancy: .copies(0)))
    #expect(try JSONSchema.faults(JSONText.encode(undivided), schema: "plan.schema.json") == [])
    let searched = try HonestPlan.make(TinyLoad.copied(.automatic))
    let faults = try JSONSchema.faults(JSONText.encode(searched), schema: "plan.schema.json")
    #expect(faults == [], "\(faults)")
  }
}
