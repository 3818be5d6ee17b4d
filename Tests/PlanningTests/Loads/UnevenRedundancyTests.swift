import Costing
import Foundation
import Planning
import Plans
import Reporting
import Testing
import Verification

@Suite("Plans that spare layers copies")
struct UnevenRedundancyTests {
  /// One layer has an expert with 60 % of the tokens; copies gain the others nothing.
  private static func request(_ redundancy: ExpertRedundancy, batch: Int = 4096) throws -> PlanRequest {
    let load = try TinyLoad.load { layer, expert in layer == 2 && expert == 0 ? 10_500 : 1_000 }
    return try TinyLoad.request(
      load, unavailable: [], memory: 40, goal: Goal(objective: .latency, batch: batch), redundancy: redundancy)
  }

  private static let uneven = Result { try HonestPlan.make(request(.automatic)) }

  /// A slot more takes time in each layer that has it, so only one layer has it.
  @Test func copiesGoWhereTheyGain() throws {
    let plan = try Self.uneven.get()
    let even = try HonestPlan.make(Self.request(.automaticEven))
    let stage = try #require(plan.layout.stages.first)
    let spared = try #require(stage.sparedLayers)
    #expect(plan.layout.stages.count == 1 && spared.count == 2 && spared.layersWithExperts == 3)
    let copies = plan.placement.experts.map { $0.ranks.joined().count - 8 }
    #expect(copies == [0, 0, stage.redundantExperts ?? 0])
    #expect(plan.certificate.objective < even.certificate.objective * 0.999)
    #expect(even.layout.stages.allSatisfy { $0.sparedLayers == nil } && even.inputs.goal.evenRedundancy == true)
  }

  /// A third of the bytes that copies take in all three layers, and in the text and the document.
  @Test func onlyLayersWithCopiesTakeMemory() throws {
    let plan = try Self.uneven.get()
    let stage = try #require(plan.layout.stages.first)
    let slots = (8 + (stage.redundantExperts ?? 0)) / stage.expertParallel - 8 / stage.expertParallel
    let bytes = Double(slots) * 30e6 / Double(stage.expertTensorParallel)
    #expect(abs((plan.prediction.stages[0].memory.redundantExperts ?? 0) - bytes) < 1)
    let values = try #require(plan.redundancy)
    #expect(values.count { $0.isChosen && $0.layers == 1 } == 1 && values.count { $0.layers == nil } > 1)
    let report = "\(PlanReport(plan, pool: try Self.request(.automatic).cluster.pools[0]))"
    #expect(report.contains("a layer in 1 of 3, none in the rest") && report.contains("redundant in 1 of 3 layers"))
    #expect(report.split(separator: "\n").allSatisfy { $0.count <= 100 })
    guard JSONSchema.isAvailable else { return }
    #expect(try JSONSchema.faults(JSONText.encode(plan), schema: "plan.schema.json") == [])
  }

  /// What may be uneven may be even.
  @Test(arguments: 0..<8) func sparingLayersNeverMakesAPlanWorse(seed: Int) throws {
    var random = SplitMix(seed: UInt64(seed) &* 17 &+ 3)
    let skews = (0..<4).map { _ in Double.random(in: 0...2, using: &random) }
    let load = try TinyLoad.load { layer, expert in 100_000 / pow(Double(expert + 1), skews[layer]) }
    let memory = Double.random(in: 0.3...4, using: &random)
    for batch in [6, 512] {
      let goal = try Goal(objective: .latency, batch: batch, tolerance: 0.002)
      func plan(_ redundancy: ExpertRedundancy) throws -> Plan {
        try HonestPlan.make(
          TinyLoad.request(load, unavailable: [], memory: memory, goal: goal, redundancy: redundancy))
      }
      let (uneven, even) = (try plan(.automatic), try plan(.automaticEven))
      #expect(uneven.certificate.objective <= even.certificate.objective * (1 + 0.002))
      #expect(uneven.certificate.bound <= even.certificate.objective * (1 + 1e-9))
    }
  }

  @Test(arguments: [
    Lie("redundancy-wrong", "one layer more that is spared") { $0.layout.stages[0].sparedLayers?.count += 1 },
    Lie("redundancy-wrong", "as many layers as help the memory") {
      $0.layout.stages[0].sparedLayers?.layersWithExperts += 1
    },
    Lie("redundancy-wrong", "a copy that no memory pays for") { plan in
      let held = Set(plan.placement.experts[0].ranks[0])
      plan.placement.experts[0].ranks[0].append((0..<8).first { !held.contains($0) } ?? 0)
      plan.placement.experts[0].ranks[0].sort()
    },
    Lie("redundancy-wrong", "uneven where even was asked for") { $0.inputs.goal.evenRedundancy = true },
    Lie("redundancy-wrong", "spared layers with more copies") {
      $0.layout.stages[0].sparedLayers?.redundantExperts = 100
    },
    Lie("memory-wrong", "copies that take no memory") {
      $0.prediction.stages[0].memory.redundantExperts = nil
    },
  ]) func liesAreFound(lie: Lie) throws {
    var plan = try Self.uneven.get()
    lie.tell(&plan)
    let found = try PlanVerifier(plan, inputs: HonestPlan.inputs(of: Self.request(.automatic))).findings()
    #expect(found.contains { $0.id == lie.id }, "\(found)")
  }
}
