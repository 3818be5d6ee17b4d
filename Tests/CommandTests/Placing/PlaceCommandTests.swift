import Foundation
import Testing

@Suite("Placing experts by recorded loads")
struct PlaceCommandTests {
  private static let schema = "Sources/Plans/Schemas/expert-placement.schema.json"
  private let loads: SmallLoads

  init() throws { loads = try SmallLoads() }

  /// Balances follow from the map and the counts alone.
  @Test(arguments: [
    ["--gpus", "4"], ["--gpus", "4", "--redundant", "4"], ["--gpus", "3", "--redundant", "1"], ["--gpus", "8"],
    ["--gpus", "1"], ["--gpus", "4", "--redundant", "4", "--gpu-speed", "1=0.5", "3=0.8"],
  ])
  func balancesFollowFromTheMap(flags: [String]) throws {
    let run = try loads.run(flags: flags + ["--json"])
    let document = try PlacedDocument(run)
    #expect(try SchemaCheck(schema: Self.schema, text: run.output).faults == [])
    #expect(document.layers.map(\.layer) == [1, 2])
    let speeds: [Double]? = flags.contains("--gpu-speed") ? [1, 0.5, 1, 0.8] : nil
    for layer in document.layers {
      let ranks = PlacedDocument.ranks(layer.physicalToLogical, slots: document.target.slotsPerGPU)
      #expect(ranks.allSatisfy { Set($0).count == $0.count })
      #expect(Set(ranks.flatMap(\.self)) == Set(0..<8))
      let balances = [SmallLoads.prefill, SmallLoads.decode].map {
        PlacedDocument.balance($0[layer.layer], ranks, speeds: speeds)
      }
      for (found, expected) in zip(layer.balanceByScenario, balances) { #expect(abs(found - expected) < 1e-12) }
      #expect(layer.balance == layer.balanceByScenario.min())
      #expect(layer.balance <= layer.bound && layer.bound <= 1)
      #expect(abs(layer.gap - (layer.bound / layer.balance - 1)) < 1e-12)
    }
  }

  /// EPLB's own input is a bare list; it gives the same map as the same counts under their key.
  @Test func aBareListIsReadAsItsCounts() throws {
    let bare = try loads.folder.file("bare.json", "\(SmallLoads.prefill)")
    let keyed = try loads.file("keyed.json", SmallLoads.prefill)
    let maps = try [bare, keyed].map { file in
      try PlacedDocument(Layline.run("place", "--expert-load", file, "--gpus", "4", "--json")).layers.map(
        \.physicalToLogical)
    }
    #expect(maps[0] == maps[1] && !maps[0].isEmpty)
  }

  /// Files after one flag, or a flag for each, in one form of the counts or another, are the same.
  @Test func filesMayBeGivenInSeveralWays() throws {
    let prefill = try loads.file("prefill.json", SmallLoads.prefill)
    let decode = try loads.file("decode.json", SmallLoads.decode)
    let together = try Layline.run("place", "--expert-load", prefill, decode, "--gpus", "4", "--json")
    let apart = try Layline.run(
      "place", "--expert-load", prefill, "--gpus", "4", "--expert-load", decode, "--json")
    #expect(together.status == 0 && together.output == apart.output)
    // Twice the same step is every count twice.
    let steps = try loads.file("steps.json", [SmallLoads.prefill, SmallLoads.prefill])
    let summed = try loads.file("summed.json", SmallLoads.prefill.map { $0.map { 2 * $0 } })
    let layers = try [steps, summed].map { path in
      try PlacedDocument(Layline.run("place", "--expert-load", path, "--gpus", "4", "--json")).layers
    }
    #expect(layers[0].map(\.physicalToLogical) == layers[1].map(\.physicalToLogical))
    #expect(layers[0].map(\.balance) == layers[1].map(\.balance))
  }

  @Test func theSameQuestionHasTheSameBytes() throws {
    let flags = ["--gpus", "4", "--redundant", "4", "--json"]
    let first = try loads.run(flags: flags).output
    for _ in 0..<3 { #expect(try loads.run(flags: flags).output == first) }
  }

  @Test func heldOutLoadsAreJudgedAndNotPlannedOn() throws {
    let prefill = try loads.file("prefill.json", SmallLoads.prefill)
    let decode = try loads.file("decode.json", SmallLoads.decode)
    let alone = try Layline.run("place", "--expert-load", prefill, "--gpus", "4", "--json")
    let judged = try Layline.run("place", "--expert-load", prefill, "--evaluate", decode, "--gpus", "4", "--json")
    let (first, second) = (try PlacedDocument(alone), try PlacedDocument(judged))
    #expect(first.layers.map(\.physicalToLogical) == second.layers.map(\.physicalToLogical))
    for layer in second.layers {
      let ranks = PlacedDocument.ranks(layer.physicalToLogical, slots: second.target.slotsPerGPU)
      #expect(abs(layer.heldOut[0] - PlacedDocument.balance(SmallLoads.decode[layer.layer], ranks)) < 1e-12)
    }
    #expect(abs(second.totals.placed.heldOut[0] - second.layers.reduce(0) { $0 + $1.heldOut[0] } / 2) < 1e-12)
  }

  /// DeepSeek's example of its EPLB: 16 copies on 8 GPUs peak at 138.5 and 172 of 1,033 and 1,156 tokens.
  @Test func theGreedyIsThatOfTheRuntimes() throws {
    let counts = [
      [90, 132, 40, 61, 104, 165, 39, 4, 73, 56, 183, 86], [20, 107, 104, 64, 19, 197, 187, 157, 172, 86, 16, 27],
    ]
    let path = try loads.file("eplb.json", counts)
    let run = try Layline.run("place", "--expert-load", path, "--gpus", "8", "--redundant", "4", "--json")
    let greedy = try PlacedDocument(run).layers.map(\.greedy.balance)
    #expect(abs(greedy[0] - 1033 / 8 / 138.5) < 1e-12)
    #expect(abs(greedy[1] - 1156.0 / 8 / 172) < 1e-12)
  }

  /// 8 experts on 11 GPUs: three hold none, and the hottest of the others is all that counts.
  @Test func gpusMayStayEmpty() throws {
    let document = try PlacedDocument(loads.run(flags: ["--gpus", "11", "--json"]))
    for layer in document.layers {
      #expect(layer.physicalToLogical.count { $0 == -1 } == 3)
      #expect(Set(layer.physicalToLogical.filter { $0 >= 0 }).count == 8)
      #expect(layer.balance <= 8.0 / 11)
    }
  }

  /// All weight on one file is that file alone.
  @Test func weightsMix() throws {
    let prefill = try loads.file("prefill.json", SmallLoads.prefill)
    let alone = try PlacedDocument(
      Layline.run("place", "--expert-load", prefill, "--gpus", "4", "--redundant", "4", "--json"))
    let mixed = try PlacedDocument(
      loads.run(flags: ["--gpus", "4", "--redundant", "4", "--weights", "3,0", "--json"]))
    for (one, other) in zip(alone.layers, mixed.layers) { #expect(abs(one.balance - other.balance) < 1e-12) }
  }

  /// No layer loses an expert that has copies in several nodes.
  @Test func survivingANode() throws {
    let flags = ["--gpus", "4", "--redundant", "4", "--gpus-per-node", "2", "--survive", "node", "--json"]
    let document = try PlacedDocument(loads.run(flags: flags))
    for layer in document.layers {
      let ranks = PlacedDocument.ranks(layer.physicalToLogical, slots: document.target.slotsPerGPU)
      let nodes = (0..<8).map { expert in Set(ranks.indices.filter { ranks[$0].contains(expert) }.map { $0 / 2 }) }
      let copies = (0..<8).map { expert in ranks.count(where: { $0.contains(expert) }) }
      for expert in 0..<8 where copies[expert] > 1 { #expect(nodes[expert].count > 1) }
      let lost = (0..<2).map { node in nodes.count(where: { $0 == [node] }) }
      #expect(layer.mostExpertsLost == lost.max())
    }
  }

  @Test func aPageOfAtMostHundredColumns() throws {
    let decode = try loads.file("other.json", SmallLoads.decode)
    let flags = ["--gpus", "4", "--redundant", "4", "--weights", "1,2", "--evaluate", decode, "--gpus-per-node", "2"]
    let run = try loads.run(flags: flags)
    #expect(run.status == 0 && run.errors == "")
    let lines = run.output.split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 100 }, "\(run.output)")
    for word in ["layer", "Balance", "Gap", "Failures", "Held out", "weight 2"] { #expect(run.output.contains(word)) }
  }

  /// Of a few tokens, what differs by chance is not planned on, and the page says so.
  @Test func fewTokensAreShrunk() throws {
    let counts = [[3, 1, 2, 2, 1, 3, 2, 2], [1, 2, 2, 3, 3, 1, 1, 3]]
    let path = try loads.file("few.json", counts)
    let run = try Layline.run("place", "--expert-load", path, "--gpus", "4")
    #expect(run.output.contains("In 2 of 2 layers the counts are of so few tokens"), "\(run.output)")
  }

  /// The step waits for the hottest GPU, so the better balanced of two is faster; what does not fit is refused.
  @Test func aStepIsPredicted() throws {
    let counts = (0..<24).map { layer in (0..<32).map { 1000 * (1 + ($0 * 7 + layer * 5) % 32 * (($0 + layer) % 3)) } }
    let path = try loads.file("load.json", counts)
    let flags = ["place", "--expert-load", path, "--gpus", "8", "--redundant", "8", "--model", "openai/gpt-oss-20b"]
    let run = try Layline.run(flags + ["--cluster", "hgx-h100", "--sequences-per-gpu", "256", "--json"])
    #expect(try SchemaCheck(schema: Self.schema, text: run.output).faults == [])
    let document = try PlacedDocument(run)
    let prediction = try #require(document.prediction)
    #expect(document.totals.placed.mean > document.totals.greedy.mean)
    #expect(prediction.stepTime > 0 && prediction.stepTime < prediction.greedyStepTime)
    #expect(prediction.sequencesPerGPU == 256)
    let text = try Layline.run(flags + ["--cluster", "hgx-h100"]).output
    #expect(text.contains("\nStep  ") && text.split(separator: "\n").allSatisfy { $0.count <= 100 }, "\(text)")
    let more = try Layline.run(flags + ["--cluster", "hgx-h100", "--gpus", "16"])
    expectRefusal(more, id: "prediction-impossible", saying: ["16 GPUs"])
  }

  @Test func placedOnDeepSeek() throws {
    guard let facts = Repository.facts?.appending(path: "loads/deepseek-r1-sglang-6017").path(),
      let names = try? FileManager.default.contentsOfDirectory(atPath: facts).sorted(), !names.isEmpty
    else { return }
    let files = names.filter { $0.hasSuffix(".json") }.map { "\(facts)/\($0)" }
    let run = try Layline.run(
      ["place", "--expert-load"] + files + ["--gpus", "32", "--redundant", "32", "--json"])
    let document = try PlacedDocument(run)
    #expect(document.layers.count == 58)
    #expect(document.totals.placed.mean >= 0.97)
    #expect(abs(document.totals.greedy.mean - 0.78) < 0.005)
    #expect(document.layers.allSatisfy { $0.balance >= $0.greedy.balance })
  }
}
