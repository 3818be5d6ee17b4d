import Clusters
import Testing

@Suite("Links that NCCL dumps")
struct CollectiveLinkTests {
  private func pool(_ links: [[(other: Int?, count: Int)]], device: String) throws -> Pool {
    try Imported.pool([MatrixText.xml(links, device: device)])
  }

  @Test func allLinksToSwitchesAreTheAcceleratorsOwn() throws {
    let pool = try pool(Array(repeating: [(nil, 9), (nil, 9)], count: 4), device: "0x2330")
    #expect((pool.accelerator.id, pool.gpusPerDomain) == ("H100-SXM5", 4))
    #expect(pool.scaleUp == pool.accelerator.scaleUp)
  }

  /// The third of four has no links.
  @Test func aGPUWithoutLinksIsOutOfUse() throws {
    let all: [(other: Int?, count: Int)] = [(nil, 18)]
    #expect(try pool([all, all, [], all], device: "0x2335").unavailable == [2])
  }

  /// GPU 0 is joined to GPU 2 and GPU 1 to GPU 3, written at one end alone.
  @Test func bridgesMakePairs() throws {
    let pool = try pool([[(2, 12)], [(3, 12)], [], []], device: "0x2321")
    #expect((pool.accelerator.id, pool.gpusPerDomain, pool.devices) == ("H100-NVL", 2, [0, 2, 1, 3]))
  }

  /// Cards whose dump has no bridge have none; boards whose file leaves the links out are taken to have theirs.
  @Test func silenceIsNoLinkForCardsAlone() throws {
    #expect(try pool([[], []], device: "0x2321").scaleUp.bandwidth.value == 63e9)
    let board = try Imported.cluster([MatrixText.xml([[], []], device: "0x2330")])
    #expect(board.cluster.pools[0].scaleUp.bandwidth.value == 450e9)
    #expect(board.notes.contains { $0.contains("has no word of NVLink") })
  }

  @Test func twoSourcesMayNotDiffer() throws {
    let xml = MatrixText.xml([[(1, 12)], [(0, 12)]], device: "0x2321")
    #expect(try Imported.fault([xml, MatrixText.of(2) { _, _ in "NV12" }]) == nil)
    let fault = try Imported.fault([xml, MatrixText.of(2) { _, _ in "SYS" }])
    #expect((fault?.id.rawValue, fault?.file) == ("conflict", "topo.txt"))
  }

  @Test func aCountIsANumber() throws {
    let (name, text) = MatrixText.xml([[(1, 12)], [(0, 12)]], device: "0x2321")
    let fault = try Imported.fault([(name, text.replacing("count=\"12\"", with: "count=\"many\""))])
    #expect(fault?.id.rawValue == "wrong-type")
  }
}
