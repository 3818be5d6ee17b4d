import Experts
import Foundation
import Testing

@Suite("What recordings say")
struct LoadSummaryTests {
  private static func summary(
    _ steps: [[[Double]]], routes: [Int: TokenRoutes] = [:], gpus: Int? = nil, window: Int? = nil, pairs: Int = 5
  ) throws -> LoadSummary {
    let recording = LoadRecording(
      file: "load.json", kind: .sglang, expertCount: steps[0][0].count,
      steps: steps.enumerated().map { LoadStep(number: $0, tokens: $1) }, isStepped: steps.count > 1, routes: routes)
    return try LoadSummary(recording, gpus: gpus, window: window, pairs: pairs)
  }

  /// Mean 2; deviations 0, 2, −2, 0, so that the variance is 2 and CV √2 / 2. GPUs have 6 and 2, the mean being 4.
  @Test func aLayerByHand() throws {
    let summary = try Self.summary([[[0, 0, 0, 0], [2, 4, 0, 2]]], gpus: 2)
    #expect(summary.layersWithoutTokens == [0] && summary.layers.count == 1 && summary.steps == nil)
    let layer = summary.layers[0]
    #expect(layer.layer == 1 && layer.routed == 8 && layer.hottestExpert == 1 && layer.hottestOverMean == 2)
    #expect(abs(layer.variation - 0.5.squareRoot()) < 1e-12 && layer.unused == 1)
    #expect(layer.balance == 4.0 / 6)
  }

  @Test func whatIsEvenIsBalanced() throws {
    let summary = try Self.summary([[[3, 3, 3, 3]], [[1, 1, 1, 1]]], gpus: 4, window: 1)
    let layer = summary.layers[0]
    #expect(layer.hottestOverMean == 1 && layer.variation == 0 && layer.balance == 1)
    #expect(summary.windows.map(\.moved) == [nil, 0])
  }

  /// Shares 1/4 and 3/4, then 3/4 and 1/4: half of the tokens moved. By chance: shares 1/2, of 4 tokens twice, so that both
  /// deviations are √(1/4 · 2/4) and their sum over 2 is √(1/8), times √(2/π).
  @Test func driftByHand() throws {
    let summary = try Self.summary([[[1, 3]], [[3, 1]], [[3, 1]]], gpus: 2, window: 1)
    #expect(summary.windows.map(\.moved) == [nil, 0.5, 0])
    let chance = (0.125 * 2 / Double.pi).squareRoot()
    #expect(abs((summary.windows[1].movedByChance ?? 0) - chance) < 1e-12)
    #expect(summary.windows[1].balance == 2.0 / 3)
    let pairs = try Self.summary([[[1, 3]], [[3, 1]], [[3, 1]]], window: 2)
    #expect(pairs.windows.map { [$0.first, $0.last] } == [[0, 1], [2, 2]])
    // 4 of 8 against 3 of 4.
    #expect(pairs.windows[1].moved == 0.25)
  }

  /// Experts 0 and 1 share a GPU of two. Tokens reach 1, 2 and 2 of them. 0 goes with 1 once: 1 · 3 / (2 · 2).
  @Test func coactivationByHand() throws {
    let routes = TokenRoutes(expertCount: 4, tokens: [[0, 1], [2, 0], [1, 3]])
    let summary = try Self.summary([[routes.loads]], routes: [0: routes], gpus: 2, pairs: 2)
    let found = try #require(summary.coactivation)
    #expect(found.tokens == 3 && found.expertsPerToken == 2 && found.gpusPerToken == 5.0 / 3)
    #expect(found.pairs.map(\.experts) == [[0, 1], [0, 2]])
    #expect(found.pairs.map(\.tokens) == [1, 1] && found.pairs[0].lift == 0.75 && found.pairs[1].lift == 1.5)
  }

  @Test func noTokensAtAll() {
    expectFault("experts-without-tokens") { try Self.summary([[[0, 0]]]) }
    expectFault("out-of-range") { try Self.summary([[[1e-300, 0]]]) }
  }

  /// A law: neither the order of experts on one GPU nor a factor changes what a layer says.
  @Test func factorsAndOrderDoNotCount() throws {
    let one = try Self.summary([[[5, 1, 2, 8]]], gpus: 2).layers[0]
    let other = try Self.summary([[[10, 50, 80, 20]]], gpus: 2).layers[0]
    #expect(one.hottestOverMean == other.hottestOverMean && one.balance == other.balance)
    #expect(abs(one.variation - other.variation) < 1e-12)
  }
}
