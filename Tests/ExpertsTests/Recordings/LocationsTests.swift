import Formats
import Foundation
import Testing
@testable import Experts

@Suite("Files of serving runtimes say where every expert lies")
struct LocationsTests {
  /// Four experts on two ranks of three slots, in the second and third of three layers.
  private static let maps: [ExpertMap?] = [
    nil, ExpertMap(ranks: [[0, 1, 3], [0, 2, 3]]), ExpertMap(ranks: [[1, 2, 3], [0, 1, 2]]),
  ]
  private static let locations = ExpertLocations(expertCount: 4, slots: [3, 3], layers: maps)

  /// Read with another reader than the product's: rank g holds the slots from g · 6 / 2.
  @Test func sglang() throws {
    let text = try SGLangExpertLocation(Self.locations, flag: "--format").text
    let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: [[Int]]])
    #expect(Array(object.keys) == ["physical_to_logical_map"])
    let rows = try #require(object["physical_to_logical_map"])
    #expect(rows == [[0, 1, 2, 3, 0, 1], [0, 1, 3, 0, 2, 3], [1, 2, 3, 0, 1, 2]])
    for (row, map) in zip(rows, Self.maps) {
      guard let map else { continue }
      for rank in 0..<2 { #expect(Array(row[rank * 3..<rank * 3 + 3]) == map.ranks[rank]) }
    }
  }

  @Test func tensorRTLLM() throws {
    let text = "\(try TensorRTLLMLoadBalancer(Self.locations, flag: "--format"))"
    #expect(
      text == """
        num_slots: 6
        initial_global_assignments:
          1: [0, 1, 3, 0, 2, 3]
          2: [1, 2, 3, 0, 1, 2]
        layer_updates_per_iter: 0
        """)
    let root = try InputDocument.parse(Data(text.utf8), file: "balancer.yaml")
    let layers = try root.required("initial_global_assignments").entries()
    #expect(layers.map(\.key) == ["1", "2"])
    #expect(try layers[1].value.items().map { try $0.integer() } == [1, 2, 3, 0, 1, 2])
  }

  @Test func runtimesWantFullAndEqualSlots() throws {
    let uneven = ExpertLocations(expertCount: 4, slots: [4, 2], layers: [ExpertMap(ranks: [[0, 1, 2, 3], [0, 1]])])
    let empty = ExpertLocations(expertCount: 4, slots: [3, 3], layers: [ExpertMap(ranks: [[0, 1, 2], [0, 3]])])
    for locations in [uneven, empty] {
      let sglang = #expect(throws: Diagnostic.self) { try SGLangExpertLocation(locations, flag: "--format") }
      #expect(sglang?.id.rawValue == "slots-uneven")
      let other = #expect(throws: Diagnostic.self) { try TensorRTLLMLoadBalancer(locations, flag: "--format") }
      #expect(other?.id.rawValue == "slots-uneven")
    }
  }

  @Test func sglangIsReadBack() throws {
    let reader = ExpertMapReader(expertCount: 4, rankCount: 2)
    let text = try SGLangExpertLocation(Self.locations, flag: "--format").text
    let read = try reader.read(Data(text.utf8), file: "map.json")
    #expect(read.slots == [3, 3])
    // What the first layer has no experts for, the file does not say.
    #expect(read.layers == [ExpertMap(ranks: [[0, 1, 2], [0, 1, 3]])] + Self.maps.dropFirst())
  }

  @Test func ownFormIsReadBack() throws {
    let text = """
      {"layline": "expert-placement/1", "expertCount": 3, "layerCount": 2, "target": {"slotsPerGPU": [3, 1]},
       "layers": [{"layer": 1, "physicalToLogical": [0, 2, -1, 1]}]}
      """
    let read = try ExpertMapReader(expertCount: 3, rankCount: 2).read(Data(text.utf8), file: "map.json")
    #expect(read == ExpertLocations(expertCount: 3, slots: [3, 1], layers: [nil, ExpertMap(ranks: [[0, 2], [1]])]))
  }

  @Test(arguments: [
    (#"{"physical_to_logical_map": [[0, 1, 2]]}"#, "slot-count"),
    (#"{"physical_to_logical_map": []}"#, "slot-count"),
    (#"{"physical_to_logical_map": [[]]}"#, "slot-count"),
    (#"{"physical_to_logical_map": [[0, 1, 2, 2]]}"#, "missing-expert"),
    (#"{"physical_to_logical_map": [[0, 1, 2, 4]]}"#, "out-of-range"),
    (#"{"physical_to_logical_map": [[0, 1, 2, -1]]}"#, "out-of-range"),
    (#"{"physical_to_logical_map": [[0, 1, 2, 3], [0, 1]]}"#, "slot-count"),
    (#"{"physical_to_logical_map": [[0, 1, 2, 3]], "more": 1}"#, "unknown-key"),
    (#"{"physical_to_logical_map": 1}"#, "wrong-type"),
    (#"{"logical_count": [[1]]}"#, "unknown-form"),
    (#"{"layline": "plan/1"}"#, "unknown-form"),
    (#"{"layline": "expert-placement/1", "expertCount": 5}"#, "expert-count"),
    (#"{"layline": "expert-placement/1", "expertCount": 4, "target": {"slotsPerGPU": [4]}}"#, "gpu-count"),
  ])
  func otherFilesAreRefused(text: String, id: String) {
    let fault = #expect(throws: Diagnostic.self) {
      try ExpertMapReader(expertCount: 4, rankCount: 2).read(Data(text.utf8), file: "map.json")
    }
    #expect(fault?.id.rawValue == id)
    #expect(fault?.file == "map.json")
  }
}
