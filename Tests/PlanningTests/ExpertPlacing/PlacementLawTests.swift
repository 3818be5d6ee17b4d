import Costing
import ExpertPlacement
import Experts
import Foundation
import Planning
import Plans
import Testing

@Suite("Laws of placements")
struct PlacementLawTests {
  private static func scenario(_ tokens: [[Int]]) throws -> RecordedScenario {
    let data = try JSONSerialization.data(withJSONObject: ["logical_count": tokens])
    return RecordedScenario(
      reference: .init(reference: "load.json", sha256: Digest.of(data)),
      load: try ExpertLoad(parsing: data, file: "load.json"))
  }

  private static func place(_ scenarios: [[[Int]]], gpus: Int, redundant: Int) throws -> ExpertPlacementDocument {
    let slots = (scenarios[0][0].count + redundant + gpus - 1) / gpus
    let target = PlacementTarget(
      gpus: gpus, gpusPerDomain: gpus, gpusPerNode: nil, redundant: redundant,
      slotsPerGPU: [Int](repeating: slots, count: gpus), speeds: nil, survive: nil, groups: 1, effort: 0.1)
    let request = try ExpertPlacementRequest(
      scenarios: scenarios.map(scenario), weights: nil, heldOut: [], target: target)
    return try ExpertPlacementPlanner(request, optimizer: nil).place()
  }

  /// Experts with many tokens and a few that are far ahead.
  private static func layer(_ experts: Int, _ random: inout SplitMix) -> [Int] {
    (0..<experts).map { _ in 1000 + Int(100_000 * pow(Double.random(in: 0...1, using: &random), 4)) }
  }

  @Test func neverWorseThanAGreedyThatKeepsTheRules() throws {
    for seed in UInt64(0)..<30 {
      var random = SplitMix(seed: seed)
      let gpus = Int.random(in: 2...6, using: &random)
      let experts = gpus * Int.random(in: 1...5, using: &random)
      let redundant = gpus * Int.random(in: 0...1, using: &random)
      let loads = [(0..<3).map { _ in Self.layer(experts, &random) }]
      let document = try Self.place(loads, gpus: gpus, redundant: redundant)
      for layer in document.layers {
        let tokens = loads[0][layer.layer].map(Double.init)
        let ranks = [ExpertRank].equal(gpus, copies: experts + redundant)
        let greedy = GreedyPlacer(loads: tokens, ranks: ranks, redundant: redundant).place()
        let problem = ExpertProblem(tokens: [tokens], ranks: ranks, redundant: redundant)
        guard greedy.fault(in: problem) == nil else { continue }
        #expect(abs(layer.greedy.balance - 1 / greedy.time(of: problem)) < 1e-12, "seed \(seed)")
        #expect(layer.balance >= layer.greedy.balance, "seed \(seed)")
      }
    }
  }

  /// Three times the tokens are the same popularities.
  @Test func scaleDoesNotMatter() throws {
    var random = SplitMix(seed: 1)
    let loads = (0..<2).map { _ in (0..<3).map { _ in Self.layer(24, &random) } }
    let document = try Self.place(loads, gpus: 6, redundant: 6)
    let scaled = try Self.place(loads.map { $0.map { $0.map { 3 * $0 } } }, gpus: 6, redundant: 6)
    for (layer, other) in zip(document.layers, scaled.layers) {
      #expect(abs(layer.balance - other.balance) < 0.002)
      #expect(abs(layer.bound - other.bound) < 1e-12)
    }
  }

  /// More copies allow whatever fewer allow.
  @Test func redundancyDoesNotHurt() throws {
    var random = SplitMix(seed: 2)
    let loads = [(0..<6).map { _ in Self.layer(24, &random) }]
    let documents = try [0, 6, 12, 24].map { try Self.place(loads, gpus: 6, redundant: $0) }
    for (fewer, more) in zip(documents, documents.dropFirst()) {
      for (layer, other) in zip(fewer.layers, more.layers) {
        #expect(other.bound >= layer.bound - 1e-12)
        #expect(other.balance >= layer.balance * 0.98)
      }
    }
  }

  /// Experts in another order: found by another way, equally good within the tolerance of the search.
  @Test func namesDoNotMatter() throws {
    var random = SplitMix(seed: 3)
    let loads = [(0..<4).map { _ in Self.layer(24, &random) }]
    let document = try Self.place(loads, gpus: 6, redundant: 6)
    let reversed = try Self.place(loads.map { $0.map { $0.reversed() } }, gpus: 6, redundant: 6)
    for (layer, other) in zip(document.layers, reversed.layers) {
      #expect(abs(layer.bound - other.bound) < 1e-12)
      #expect(abs(layer.balance - other.balance) < 0.005)
    }
  }
}
