import Foundation
import Testing

@Suite("Experts placed with regard to the network")
struct PlaceNetworkTests {
  private static let schema = "Sources/Plans/Schemas/expert-placement.schema.json"
  private static let two = ["--gpus", "2", "--gpus-per-domain", "1"]
  private let routes: SmallRoutes

  init() throws { routes = try SmallRoutes() }

  private func placed(_ flags: [String]) throws -> (document: PlacedDocument, network: PlacedNetwork) {
    let run = try Layline.run(["place"] + flags + ["--json"])
    #expect(try SchemaCheck(schema: Self.schema, text: run.output).faults == [])
    let document = try PlacedDocument(run)
    return (document, try #require(document.network))
  }

  /// Of four tokens to 0 and 1, 0 and 2, 2 and 3, 0 and 1, experts have 3, 2, 2 and 1: 4 on each of two GPUs is even.
  ///
  /// With 0 and 3 on one GPU, 1 and 2 on the other, all is even and every token goes to both: 4/4 of the tokens, half of
  /// them from the other domain, 0.5 · 3 = 1.5. With 0 and 1, 2 and 3 together compute is 5/4, three of four tokens come to
  /// the first domain, 3/4 · 0.5 · 3 = 1.125, and a token reaches 5/4 domains. Experts 0 and 2 together attract all tokens.
  @Test func aDearNetworkIsSpared() throws {
    let (document, network) = try placed(["--routes", routes.file(), "--nic-cost", "3"] + Self.two)
    let layer = network.layers[0]
    #expect(
      Set(document.layers[0].physicalToLogical.prefix(2)).isSubset(of: [0, 1])
        || document.layers[0].physicalToLogical.prefix(2).allSatisfy { $0 > 1 })
    #expect(layer.tokens == 2_000 && network.domains == 2 && network.nicCost == 3)
    #expect(layer.placed.boundBy == "compute" && abs(layer.placed.time - 1.25) < 1e-12)
    #expect(abs(layer.placed.scaleOut - 1.125) < 1e-12 && abs(layer.placed.fanOut - 1.25) < 1e-12)
    #expect(layer.unregarding.boundBy == "scaleOut" && abs(layer.unregarding.time - 1.5) < 1e-12)
    #expect(layer.unregarding.compute == 1 && layer.unregarding.fanOut == 2)
    #expect(layer.greedy.time == layer.unregarding.time)
    #expect(layer.placed.memory == 0 && layer.placed.scaleUp == 0 && layer.evenSeconds == nil)
    // The least share of tokens at the busier domain is 3/4, as above; the program weighs sums a ten-thousandth.
    let bound = try #require(layer.bound)
    #expect(bound <= 1.125 && bound > 1.12 && layer.units == 4)
    #expect(abs(document.layers[0].balance - 0.8) < 1e-12)
    #expect(network.placed.time == layer.placed.time && network.bound == layer.bound)
  }

  /// At 1 the even map waits for compute alone: 1 against 0.5 of the NICs.
  @Test func aCheapNetworkIsNotSpared() throws {
    let (document, network) = try placed(["--routes", routes.file(), "--nic-cost", "1"] + Self.two)
    #expect(network.layers[0].placed.boundBy == "compute" && network.layers[0].placed.time == 1)
    #expect(abs(network.layers[0].placed.scaleOut - 0.5) < 1e-12)
    #expect(document.layers[0].balance == 1)
  }

  /// Loads say how busy experts are, routes which belong together: with all of the load on 1 and 2 in equal parts, keeping
  /// 0 and 1 apart from 2 and 3 costs nothing.
  @Test func loadsAreBalancedWhereGiven() throws {
    let load = try routes.load([[1000, 1000, 1000, 1000], [0, 5000, 5000, 0]])
    let flags = ["--expert-load", load, "--routes", try routes.file(layers: [1]), "--nic-cost", "3"] + Self.two
    let (document, network) = try placed(flags)
    #expect(network.layersWithoutRoutes == [0] && network.layers.map(\.layer) == [1])
    #expect(document.layers.map(\.layer) == [0, 1] && document.layers[1].balance == 1)
    #expect(network.layers[0].placed.compute == 1 && abs(network.layers[0].placed.time - 1.125) < 1e-12)
    let text = try Layline.run(["place"] + flags).output
    #expect(text.contains("no routes in layer 0"), "\(text)")
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 }, "\(text)")
  }

  /// Two files of the same tokens are the same tokens.
  @Test func filesAreJoined() throws {
    let path = try routes.file()
    let one = try placed(["--routes", path, "--nic-cost", "3"] + Self.two).network
    let two = try placed(["--routes", path, path, "--nic-cost", "3"] + Self.two).network
    #expect(two.layers[0].tokens == 2 * one.layers[0].tokens)
    #expect(two.layers[0].placed.fanOut == one.layers[0].placed.fanOut)
  }

  /// What a model on a cluster costs: compute is the least even share of what is placed, and a token of gpt-oss-20b has at
  /// most as many domains as there are.
  @Test func aModelAndAClusterPriceTheNetwork() throws {
    let lines = (0..<2_000).map { token in
      SmallRoutes.line(layer: 3, (0..<4).map { (token * 7 + token / 32 + $0 * (1 + token % 5)) % 32 })
    }
    let meta = #"{"type": "meta", "num_experts": 32}"#
    let path = try routes.folder.file("model.jsonl", ([meta] + lines).joined(separator: "\n"))
    let flags = ["--routes", path, "--model", "openai/gpt-oss-20b", "--sequences-per-gpu", "512"]
    let gpus = ["--gpus", "32", "--gpus-per-domain", "8", "--redundant", "32"]
    let (document, network) = try placed(flags + gpus + ["--cluster", "hgx-h200-4-nodes"])
    #expect(network.tokensPerStep == 32 * 512 && network.nicCost == nil && network.domains == 4)
    let layer = network.layers[0]
    #expect(document.layers.map(\.layer) == [3] && document.prediction != nil)
    for load in [layer.placed, layer.unregarding, layer.greedy] {
      #expect(load.compute >= 1 - 1e-12 && load.fanOut >= 1 && load.fanOut <= 4)
      #expect(load.time == max(load.compute, load.memory, load.scaleUp, load.scaleOut))
    }
    #expect(layer.placed.time <= layer.unregarding.time * (1 + 1e-9))
    #expect(layer.evenSeconds ?? 0 > 0)
    let wrong = try Layline.run(["place"] + flags + gpus + ["--cluster", "hgx-h200"])
    expectRefusal(wrong, id: "prediction-impossible", saying: ["32 GPUs"])
    let wide = ["--gpus", "32", "--gpus-per-domain", "16", "--cluster", "hgx-h200-4-nodes"]
    expectRefusal(
      try Layline.run(["place"] + flags + wide), id: "placement-impossible", saying: ["at most 8, as hgx-h200-4-nodes"])
  }
}
