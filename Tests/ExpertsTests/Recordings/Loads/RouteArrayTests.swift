import Experts
import Formats
import Foundation
import Testing

@Suite("Routes in arrays")
struct RouteArrayTests {
  /// Two layers, three tokens, two experts each.
  private static let ids = [0, 3, 1, 0, 2, 3, 1, 2, 3, 2, 0, 1]
  private static let array = Bytes.npy("|i1", [2, 3, 2], ids, size: 1)

  private static func read(_ members: [Bytes.Member], context: LoadContext = LoadContext()) throws -> RouteRecording {
    try TokenRouteReader(context: context).recording(Data(Bytes.zip(members)), file: "r.npz")
  }

  @Test func tokensAreThoseOfTheArray() throws {
    let recording = try Self.read([.init(name: "topk.npy", content: Self.array)])
    #expect(recording.expertCount == 4 && recording.notes.count == 1)
    #expect(
      recording.layers == [
        0: TokenRoutes(expertCount: 4, tokens: [[0, 3], [1, 0], [2, 3]]),
        1: TokenRoutes(expertCount: 4, tokens: [[1, 2], [3, 2], [0, 1]]),
      ])
    let alone = try TokenRouteReader().recording(Data(Self.array), file: "r.npy")
    #expect(alone == recording)
  }

  @Test func labelsSayExpertsAndLayers() throws {
    let recording = try Self.read([
      .init(name: "other.npy", content: Bytes.npy("|i1", [1, 1, 1], [0], size: 1)),
      .init(name: "topk_ids.npy", content: Self.array),
      .init(name: "num_experts.npy", content: Bytes.npy("<i8", [], [8], size: 8)),
      .init(name: "layers.npy", content: Bytes.npy("<i4", [2], [5, 3], size: 4)),
    ])
    #expect(recording.expertCount == 8 && recording.notes.isEmpty)
    #expect(recording.layers[5]?.loads == [2, 1, 1, 2, 0, 0, 0, 0])
    #expect(recording.layers.keys.sorted() == [3, 5])
  }

  @Test func layersAreThoseOfTheModelWithExperts() throws {
    let model = ModelExperts(name: "m", experts: [0, 4, 4], perToken: 2)
    let recording = try Self.read([.init(name: "a.npy", content: Self.array)], context: LoadContext(model: model))
    #expect(recording.layers.keys.sorted() == [1, 2] && recording.notes.isEmpty)
  }

  @Test func loadsAreSums() throws {
    let recording = try LoadReader().read(Data(Self.array), file: "r.npy")
    #expect(recording.kind == .routes && recording.tokens == [[2, 1, 1, 2], [1, 2, 2, 1]])
    #expect(recording.expertsPerToken == 2)
  }

  @Test(arguments: [
    (Bytes.npy("|i1", [1, 1, 2], [1, 1], size: 1), "duplicate-value", "a[0][0][1]"),
    (Bytes.npy("|i1", [1, 1, 2], [1, -1], size: 1), "out-of-range", "a[0][0][1]: found -1"),
    (Bytes.npy("<i2", [1, 1, 1], [5000], size: 2), "out-of-range", "found 5000"),
    (Bytes.npy("<i2", [1, 1], [5], size: 2), "missing-routes", "a of shape [1, 1]"),
    (Bytes.npy("<f4", [1, 1, 1], [5], size: 4), "missing-routes", "whole numbers"),
    (Bytes.npy("|i1", [1, 0, 1], []), "npy-unsupported", "[1, 0, 1]"),
    (Bytes.npy("|i1", [2000, 1, 1], [UInt8](repeating: 0, count: 2000)), "npy-unsupported", "[layer, token, k]"),
    ([1, 2, 3], "npy-invalid", "r.npz: a"),
  ])
  func faults(array: [UInt8], id: String, place: String) {
    expectFault(id, saying: "r.npz", place) { try Self.read([.init(name: "a.npy", content: array)]) }
  }

  @Test func labelsThatCannotBe() {
    for (name, array) in [
      ("layers", Bytes.npy("|i1", [2], [1, 1], size: 1)), ("layers", Bytes.npy("|i1", [2], [1, -1], size: 1)),
      ("num_experts", Bytes.npy("|i1", [1], [0], size: 1)),
    ] {
      expectFault("npy-unsupported", saying: name) {
        try Self.read([.init(name: "topk.npy", content: Self.array), .init(name: "\(name).npy", content: array)])
      }
    }
    expectFault("layer-count", saying: "1 numbers") {
      try Self.read([
        .init(name: "topk.npy", content: Self.array),
        .init(name: "layers.npy", content: Bytes.npy("|i1", [1], [1], size: 1)),
      ])
    }
  }
}
