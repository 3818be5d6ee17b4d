import Costing
import Plans
import Testing
@testable import Planning

@Suite("The blackboard's rule beside the programs")
struct PipelineRuleTests {
  /// 8 × 29 × 2 = 464 for DeepSeek-V3 in two stages, the thinner of 29 to 30 layers; 900 / 50 = 18.
  @Test func countsTheThinnestStage() throws {
    let comparison = try ComparisonTests.compare(
      PlanCase(cluster: "gb200-nvl72-8-racks").request(), "ep,ep64+pp2"
    ).comparison
    let rule = try #require(comparison.rule)
    let pipeline = try #require(comparison.layouts.first { $0.name == "ep64+pp2" }?.found)
    let thinnest = pipeline.layout.stages.map { $0.lastLayer - $0.firstLayer + 1 }.min()
    #expect(rule.layersPerStage == thinnest)
    #expect(rule.product == Double(8 * rule.layersPerStage * 2))
    #expect(rule.upToOutRatio == 18)
    #expect(rule.holdsUsually && rule.holdsHere)
    #expect(rule.layout == "ep64+pp2")
    let up = try #require(rule.scaleUpTime)
    let out = try #require(rule.scaleOutTime)
    #expect(up == pipeline.times.first { $0.resource == "scaleUp" }?.time)
    let hop = try #require(pipeline.hops.first)
    #expect(out == Double(pipeline.layout.microBatches) * hop.time)
    #expect(up > out)
  }

  /// Without a pipeline across domains a stage for each of eight is taken: 61 / 8 = 7 layers, 8 × 7 × 2 = 112.
  @Test func takesAStageForEachDomainWherePipelinesAreNotCompared() throws {
    let request = try PlanCase(cluster: "gb200-nvl72-8-racks").request()
    let rule = try #require(try ComparisonTests.compare(request, "ep").comparison.rule)
    #expect(rule.layersPerStage == 7)
    #expect(rule.product == 112)
    #expect(rule.layout == nil && rule.scaleUpTime == nil)
  }

  @Test func isSilentWhereNothingLeavesADomain() throws {
    #expect(try ComparisonTests.compare(PlanCase().request(), "ep").comparison.rule == nil)
  }
}
