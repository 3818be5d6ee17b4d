@testable import Experts
import Costing
import Foundation
import Planning
import Plans
import Quantities
import Reporting
import Testing
import Verification

@Suite("Plans that spare layers copies")
struct UnevenRedundancyTests {
  /// DeepSeek-R1's layers 3, 6, … 60 have an expert with eight times the tokens of any other: at EP 32 it shares its rank
  /// with seven, 15,000 tokens where the mean is 263,000 / 32. Copies gain the other 38 layers nothing.
  static func request(_ redundancy: ExpertRedundancy) throws -> PlanRequest {
    var request = try PlanCase(
      model: "deepseek-ai/DeepSeek-R1", cluster: "hgx-h200-4-nodes", target: Seconds(0.042), tolerance: 0.005
    ).request()
    let rows = (0..<61).map { layer in
      (0..<256).map { layer < 3 ? 0 : layer % 3 == 0 && $0 == 0 ? 8_000.0 : 1_000.0 }
    }
    let data = try JSONSerialization.data(withJSONObject: ["logical_count": rows])
    request.expertLoad = try ExpertLoad(parsing: data, file: "load.json", model: request.model)
    request.references.expertLoad = .init(reference: "load.json", sha256: Digest.of(data))
    request.redundancy = redundancy
    return request
  }

  private static let uneven = Result { try HonestPlan.make(request(.automatic)) }
  private static let even = Result { try HonestPlan.make(request(.automaticEven)) }

  /// A slot more takes time in each layer that has it, so only the layers have it that gain by it.
  @Test func copiesGoWhereTheyGain() throws {
    let (plan, even) = (try Self.uneven.get(), try Self.even.get())
    let stage = plan.layout.stages[0]
    #expect(plan.layout.stages.count == 1 && stage.expertParallel == 32 && stage.redundantExperts == 32)
    #expect(stage.sparedLayers?.count == 38 && stage.sparedLayers?.layersWithExperts == 58)
    for layer in plan.placement.experts {
      #expect(layer.ranks.allSatisfy { $0.count == (layer.layer % 3 == 0 ? 9 : 8) })
    }
    #expect(plan.prediction.tokensPerSecondPerGPU > 1.01 * even.prediction.tokensPerSecondPerGPU)
    #expect(even.layout.stages.allSatisfy { $0.sparedLayers == nil } && even.inputs.goal.evenRedundancy == true)
    #expect(plan.certificate.status == .proved)
  }

  /// One of 256 experts in each of 20 layers.
  @Test func onlyLayersWithCopiesTakeMemory() throws {
    let memory = try Self.uneven.get().prediction.stages[0].memory
    #expect(abs((memory.redundantExperts ?? 0) - memory.experts / (58 * 8) * 20) < 1)
  }

  @Test func theTextAndTheDocumentSaySo() throws {
    let plan = try Self.uneven.get()
    let values = try #require(plan.redundancy)
    #expect(values.count { $0.isChosen && $0.layers == 20 } == 1 && values.count { $0.layers == nil } == 3)
    let report = "\(PlanReport(plan, cluster: try Self.request(.automatic).cluster))"
    #expect(report.contains("32 a layer in 20 of 58, none in the rest, 1 slot per GPU (+0.9 GB)"))
    #expect(report.contains("EP32 (32 redundant in 20 of 58 layers)") && report.contains("--even-redundancy"))
    #expect(report.split(separator: "\n").allSatisfy { $0.count <= 100 })
    guard JSONSchema.isAvailable else { return }
    for text in [try JSONText.encode(plan), try JSONText.encode(Self.even.get())] {
      #expect(try JSONSchema.faults(text, schema: "plan.schema.json") == [])
    }
  }

  /// What may be uneven may be even.
  @Test(arguments: 0..<4) func fewerCopiesInSomeLayersNeverMakeAPlanWorse(seed: Int) throws {
    var random = SplitMix(seed: UInt64(seed) &* 17 &+ 3)
    let skews = (0..<4).map { _ in Double.random(in: 0...2, using: &random) }
    let load = try TinyLoad.load { layer, expert in 100_000 / pow(Double(expert + 1), skews[layer]) }
    let memory = Double.random(in: 0.3...4, using: &random)
    for batch in [6, 64] {
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
      // Layer 4, which has fewer copies.
      let held = Set(plan.placement.experts[1].ranks[0])
      plan.placement.experts[1].ranks[0].append((0..<256).first { !held.contains($0) } ?? 0)
      plan.placement.experts[1].ranks[0].sort()
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
    #expect(found.contains { $0.id.rawValue == lie.id }, "\(found)")
  }
}
