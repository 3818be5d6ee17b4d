import Formats
import FoundationEssentials
import Testing
@testable import Clusters

@Suite struct HostAndUnavailableTests {
  @Test(arguments: [
    ("gpu1", ["gpu1"]), ("n[1-3]", ["n1", "n2", "n3"]), ("n[09-11]x", ["n09x", "n10x", "n11x"]),
    ("n[1,3-4]", ["n1", "n3", "n4"]), ("r[1-2]n[1-2]", ["r1n1", "r1n2", "r2n1", "r2n2"]),
  ])
  func expands(pattern: String, names: [String]) {
    #expect(HostPattern.expand(pattern, limit: 4) == names)
  }

  @Test(arguments: [
    "", "n[1-5]", "n[1-", "n[3-1]", "n[a]", "n[]", "n[1-99999999999999999999]", "a b", "n]", "r[1-3]n[1-3]",
  ])
  func refuses(pattern: String) {
    #expect(HostPattern.expand(pattern, limit: 4) == nil)
  }

  @Test func hostsNameNodesInOrder() throws {
    let pool = try ClusterText.pool(adding: "hosts: [first, \"node[002-008]\"]")
    #expect(pool.hosts == ["first", "node002", "node003", "node004", "node005", "node006", "node007", "node008"])
    #expect(pool.location(of: 63).name == "node008, gpu 7")
  }

  @Test(arguments: [
    ("rack 1", Array(32..<64)), ("node 3", Array(24..<32)), ("gpu 5", [5]), ("rack 1, node 2", Array(48..<56)),
    ("rack 1, node 2, gpu 1", [49]), ("node 7, gpu 0", [56]), ("rack 1, gpu 31", [63]), ("n2", Array(8..<16)),
    ("n2, gpu 3", [11]),
  ])
  func unavailablePlacesAreGPUs(place: String, gpus: [Int]) throws {
    let pool = try ClusterText.pool(adding: "hosts: \"n[1-8]\"\nunavailable: [\"\(place)\"]")
    #expect(pool.unavailable == gpus)
    #expect(pool.availableGPUCount == 64 - gpus.count)
  }

  @Test func namesOfPlacesAreReadAgain() throws {
    let pool = try ClusterText.pool(adding: "unavailable: [rack 0, node 5, gpu 48, gpu 49, gpu 5]")
    #expect(pool.unavailable == Array(0..<32) + Array(40..<50))
    let places = pool.unavailablePlaces
    #expect(places == ["rack 0", "rack 1, node 1", "rack 1, node 2, gpu 0", "rack 1, node 2, gpu 1"])
    let again = try ClusterText.pool(adding: "unavailable:\n" + places.map { "  - \($0)" }.joined(separator: "\n"))
    #expect(again.unavailable == pool.unavailable)
  }

  @Test(arguments: [
    ("unavailable: [rack 2]", "out-of-range"), ("unavailable: [node 8]", "out-of-range"),
    ("unavailable: [gpu 64]", "out-of-range"), ("unavailable: [gpu -1]", "out-of-range"),
    ("unavailable: [\"rack 1, node 4\"]", "out-of-range"), ("unavailable: [\"node 1, gpu 8\"]", "out-of-range"),
    ("unavailable: [shelf 1]", "unknown-place"), ("unavailable: [node]", "unknown-place"),
    ("unavailable: [\"node 1, rack 0\"]", "unknown-place"), ("unavailable: [\"\"]", "unknown-place"),
    ("unavailable: [\"gpu 1,\"]", "unknown-place"), ("unavailable: [5]", "wrong-type"),
    ("unavailable: rack 1", "wrong-type"),
    ("hosts: \"n[1-7]\"", "host-count"), ("hosts: [a, b]", "host-count"), ("hosts: \"n[1-9]\"", "host-pattern"),
    ("hosts: [\"n[1-7]\", n7]", "duplicate-name"), ("hosts: 5", "wrong-type"),
  ])
  func refusesOtherPlaces(line: String, id: String) {
    let fault = ClusterText.fault { _ = try ClusterText.pool(adding: line) }
    #expect(fault?.id.rawValue == id)
    #expect(fault?.key.hasPrefix("pools[0].\(line.prefix { $0 != ":" })") == true)
  }

  /// A pool may be out as a whole where another has GPUs; a cluster may not.
  @Test func aPoolMayBeDrained() throws {
    let drained = ClusterText.fault { _ = try ClusterText.pool(adding: "unavailable: [rack 0, rack 1]") }
    #expect(drained?.id == .nothingAvailable && drained?.key == "pools")
    func pool(_ name: String, _ more: String) -> String {
      "  - {name: \(name), accelerator: H100-SXM5, racks: 1, nodesPerRack: 2, gpusPerNode: 8, domain: node, "
        + "tiers: [{name: leaf, spans: pool, bandwidth: 50 GB/s, latency: 3 us}]\(more)}\n"
    }
    let text = "layline: cluster/1\nname: two\npools:\n" + pool("a", ", unavailable: [rack 0]") + pool("b", "")
    let cluster = try Cluster(parsing: Data(text.utf8), file: "two.yaml")
    #expect(cluster.usablePools == [1])
    #expect(cluster.pools.map(\.availableGPUCount) == [0, 16])
  }
}
