import Formats
import Foundation
import Testing

@Suite("Values of a document are found and set by their path")
struct EditingTests {
  private let root = Result {
    try InputDocument.parse(
      Data("pools:\n  - racks: 2\n    name: a\n  - racks: 3\nlimits: {tpot: 50 ms}\n".utf8), file: "c.yaml")
  }

  @Test func isFound() throws {
    let root = try root.get()
    #expect(try root.value(at: "pools[1].racks")?.integer() == 3)
    #expect(root.value(at: "pools[1].racks")?.line == 4)
    #expect(try root.value(at: "limits.tpot")?.text() == "50 ms")
    for path in ["pools[2].racks", "pools.racks", "limits[0]", "limits.ttft", "nothing"] {
      #expect(root.value(at: path) == nil, "\(path)")
    }
  }

  @Test func isSet() throws {
    let root = try root.get()
    let changed = try #require(root.setting("pools[1].racks", to: .integer(9)))
    #expect(try changed.value(at: "pools[1].racks")?.integer() == 9)
    #expect(try changed.value(at: "pools[0].racks")?.integer() == 2)
    #expect(changed.value(at: "pools[1].racks")?.line == 4, "it keeps its place")
    let added = try #require(root.setting("limits.ttft", to: .text("1 s")))
    #expect(try added.value(at: "limits.ttft")?.text() == "1 s")
    #expect(added.value(at: "limits.ttft")?.key == "limits.ttft")
    let removed = try #require(root.setting("limits.tpot", to: nil))
    #expect(removed.value(at: "limits.tpot") == nil)
    #expect(root.setting("pools[5].racks", to: .integer(1)) == nil)
    #expect(root.setting("limits.tpot.limit", to: .integer(1)) == nil)
  }
}
