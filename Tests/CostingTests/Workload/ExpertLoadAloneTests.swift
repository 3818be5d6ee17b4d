@testable import Experts
import Formats
import Foundation
import Testing
@testable import Costing

@Suite("Expert loads without a model")
struct ExpertLoadAloneTests {
  private func load(_ text: String) throws -> ExpertLoad {
    try ExpertLoad(parsing: Data(text.utf8), file: "load.json")
  }

  @Test func aRowOfZerosIsALayerWithoutExperts() throws {
    let load = try load(#"{"logical_count": [[0, 0], [3, 4]], "rank": 0}"#)
    #expect(load.tokens == [[], [3, 4]])
    #expect(load.expertCount == 2)
  }

  /// 1 + 10 and 2 + 20; a layer with tokens in one step only has experts.
  @Test func stepsAreAddedUp() throws {
    let load = try load(#"{"logical_count": [[[1, 2], [0, 0], [0, 0]], [[10, 20], [0, 5], [0, 0]]]}"#)
    #expect(load.tokens == [[11, 22], [0, 5], []])
  }

  @Test func emptyRowsAreLayersWithoutExpertsToo() throws {
    #expect(try load(#"{"logical_count": [[], [3, 4]]}"#).tokens == [[], [3, 4]])
    #expect(try load(#"{"logical_count": [[3, 4], []]}"#).tokens == [[3, 4], []])
  }

  @Test(arguments: [
    (#"{"logical_count": [[1], [1, 2]]}"#, "logical_count[1]", "expert-count"),
    (#"{"logical_count": [[[1, 2], [1, 2]], [[1, 2], []]]}"#, "logical_count[1][1]", "expert-count"),
    (#"{"logical_count": [[[1, 2]], [[1, 2, 3]]]}"#, "logical_count[1][0]", "expert-count"),
    (#"{"logical_count": [[[1, 2]], []]}"#, "logical_count[1]", "layer-count"),
    (#"{"logical_count": [[], []]}"#, "logical_count", "experts-without-tokens"),
    (#"{"logical_count": [1]}"#, "logical_count[0]", "wrong-type"),
    (#"{"logical_count": [[1e13]]}"#, "logical_count[0][0]", "out-of-range"),
  ])
  func faults(text: String, key: String, id: String) {
    let fault = #expect(throws: Diagnostic.self) { try load(text) }
    #expect(fault?.key == key && fault?.id.rawValue == id, "\(String(describing: fault))")
  }
}
