import Experts
import Testing

@Suite("Loads must fit their model")
struct ModelFitTests {
  private static let model = ModelExperts(name: "m", experts: [0, 2, 2], perToken: 1)

  private static func recording(_ tokens: [[Double]], open: Bool = false) -> LoadRecording {
    LoadRecording(
      file: "load.json", kind: .sglang, expertCount: tokens[0].count, steps: [LoadStep(number: 0, tokens: tokens)],
      isOpenEnded: open)
  }

  @Test func whatFitsStays() throws {
    let recording = Self.recording([[0, 0], [1, 2], [3, 4]])
    #expect(try recording.fitted(to: Self.model) == recording)
    let short = Self.recording([[0, 0], [1, 2]], open: true)
    expectFault("experts-without-tokens", saying: "layer 2") { try short.fitted(to: Self.model) }
    let longer = ModelExperts(name: "m", experts: [0, 2, 0], perToken: 1)
    #expect(try short.fitted(to: longer).tokens == [[0, 0], [1, 2], [0, 0]])
  }

  @Test(
    arguments: [
      ([[0, 0], [1, 2]], "layer-count", "2 layers, expected 3"),
      ([[0, 0, 0]], "expert-count", "3 experts, expected 2"),
      ([[0, 1], [1, 2], [3, 4]], "tokens-without-experts", "layer 0"),
      ([[0, 0], [0, 0], [3, 4]], "experts-without-tokens", "layer 1"),
    ] as [([[Double]], String, String)])
  func faults(tokens: [[Double]], id: String, place: String) {
    expectFault(id, saying: "load.json", place) { try Self.recording(tokens).fitted(to: Self.model) }
  }

  /// Each layer sees the same tokens: 10 and 10.4 are near enough, 10 and 11 are not.
  @Test func layersThatDifferAreTold() {
    #expect(Self.recording([[0, 0], [4, 6], [4.4, 6]]).unevenness == nil)
    let text = Self.recording([[0, 0], [4, 6], [4, 6], [5, 6]]).unevenness
    #expect(text?.contains("1 of 3") == true && text?.contains("layer 3 has 110 %") == true)
  }
}
