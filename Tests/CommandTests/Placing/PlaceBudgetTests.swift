import Foundation
import Testing

@Suite("Copies of experts as a budget over layers")
struct PlaceBudgetTests {
  private static let schema = "Sources/Plans/Schemas/expert-placement.schema.json"
  private let loads: SmallLoads

  init() throws { loads = try SmallLoads() }

  /// A layer that is even, and one whose hottest expert has 8,000 of 8,700 tokens, 2,175 for each of four GPUs.
  private func skewed() throws -> String {
    let even = [Int](repeating: 100, count: 8)
    return try loads.file("skewed.json", [even, [8000] + even.dropLast()])
  }

  /// Two copies in each layer leave a third of 8,000 to each of three GPUs, and two of four cooler experts beside one of
  /// them as the fourth GPU has three slots: 2,866.67 / 2,175 = 1.31801, with the even layer (1 + 1.31801) / 2 = 1.15900.
  /// Three or four in the second put 2,000 on every GPU, and 200 beside it: 2,200 / 2,175 = 1.01149, in all 1.00575.
  @Test func copiesGoWhereTheyPay() throws {
    let run = try Layline.run("place", "--expert-load", skewed(), "--gpus", "4", "--redundant-total", "4", "--json")
    #expect(try SchemaCheck(schema: Self.schema, text: run.output).faults == [])
    let document = try PlacedDocument(run)
    let budget = try #require(document.budget)
    #expect(budget.total == 4 && budget.spent <= 4 && budget.evenRedundant == 2)
    #expect(abs(budget.evenTime - (1 + (8000 / 3.0 + 200) / 2175) / 2) < 1e-9)
    #expect(abs(budget.time - (1 + 2200 / 2175.0) / 2) < 1e-9)
    #expect(budget.bound <= budget.time)
    #expect(document.layers[1].redundant ?? 0 >= 3)
    let held = document.layers.map {
      PlacedDocument.ranks($0.physicalToLogical, slots: document.target.slotsPerGPU).map(\.count)
    }
    let sums = (0..<4).map { gpu in held.reduce(0) { $0 + $1[gpu] } }
    #expect(sums.max() == budget.mostHeld && sums.min() == budget.fewestHeld)
    #expect(sums.reduce(0, +) <= 20 && budget.mostHeld <= budget.fewestHeld + 1)
  }

  /// Balances follow from the maps, each expert has a place and no GPU two copies of one.
  @Test func mapsHold() throws {
    for total in ["0", "1", "3", "7", "40"] {
      let document = try PlacedDocument(loads.run(flags: ["--gpus", "4", "--redundant-total", total, "--json"]))
      for layer in document.layers {
        let ranks = PlacedDocument.ranks(layer.physicalToLogical, slots: document.target.slotsPerGPU)
        #expect(ranks.allSatisfy { Set($0).count == $0.count } && Set(ranks.flatMap(\.self)) == Set(0..<8))
        #expect(ranks.flatMap(\.self).count <= 8 + (layer.redundant ?? 0))
        let balances = [SmallLoads.prefill, SmallLoads.decode].map { PlacedDocument.balance($0[layer.layer], ranks) }
        for (found, expected) in zip(layer.balanceByScenario, balances) { #expect(abs(found - expected) < 1e-12) }
      }
      let budget = try #require(document.budget)
      #expect(budget.time <= budget.evenTime * (1 + 1e-12) && budget.spent <= Int(total) ?? 0)
    }
  }

  /// Runtimes want equally many slots in every layer.
  @Test func runtimesCannotReadIt() throws {
    let output = loads.folder.url.appending(path: "map.json").path
    let run = try Layline.run(
      "place", "--expert-load", skewed(), "--gpus", "4", "--redundant-total", "4", "--format", "sglang", "--output",
      output)
    expectRefusal(run, id: "slots-uneven", saying: ["--format: found sglang with copies dealt out over layers"])
    #expect(!FileManager.default.fileExists(atPath: output))
  }
}
