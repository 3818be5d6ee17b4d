import Clusters
import Testing

@Suite("Several sources")
struct MergingTests {
  private static let tree = (
    "topology.conf", "SwitchName=s0 Nodes=n[1-2]\nSwitchName=s1 Nodes=n[3-4]\nSwitchName=top Switches=s0,s1\n"
  )
  private static let conf = ("slurm.conf", "ClusterName=c\nNodeName=n[1-4] Gres=gpu:h200:8\n")

  private static func json(_ count: Int, product: String = "NVIDIA-H200", tier: (Int) -> String = { _ in "" }) -> (
    String, String
  ) {
    let nodes = (1...4).map {
      "{\"metadata\": {\"name\": \"n\($0)\", \"labels\": {\"nvidia.com/gpu.product\": \"\(product)\", "
        + "\"nvidia.com/gpu.count\": \"\(count)\", \"fabric.topograph.run/tier-0\": \"\(tier($0))\"}}}"
    }
    return ("nodes.json", "{\"items\": [\n" + nodes.joined(separator: ",\n") + "]}")
  }

  @Test func theyAddUp() throws {
    let pool = try Imported.pool([Self.tree, Self.conf, Self.json(8)])
    #expect((pool.racks, pool.nodesPerRack, pool.gpuCount) == (2, 2, 32))
  }

  @Test func theOrderOfFilesDoesNotMatter() throws {
    func body(_ files: [(String, String)]) throws -> [Substring] {
      try Imported.cluster(files).text.split(separator: "\n").filter { !$0.hasPrefix("#") && !$0.contains("read from") }
    }
    #expect(try body([Self.tree, Self.conf, Self.json(8)]) == body([Self.json(8), Self.conf, Self.tree]))
  }

  @Test func differentCountsNameBothLines() throws {
    let fault = try Imported.fault([Self.conf, Self.json(4)])
    #expect((fault?.id.rawValue, fault?.file, fault?.line, fault?.key) == ("conflict", "nodes.json", 2, "n1"))
    #expect(fault?.expected == "what slurm.conf line 2 says: 8")
    let flag = try Imported.fault([Self.conf]) { $0.gpusPerNode = 4 }
    #expect((flag?.id.rawValue, flag?.line) == ("conflict", 2))
  }

  @Test func differentProductsNameBothLines() throws {
    let fault = try Imported.fault([Self.conf, Self.json(8, product: "NVIDIA-H100-80GB-HBM3")])
    #expect((fault?.id.rawValue, fault?.file, fault?.line) == ("conflict", "nodes.json", 2))
    #expect(fault?.expected.contains("slurm.conf line 2") == true)
  }

  @Test func differentSwitchesNameBothNodes() throws {
    #expect(try Imported.fault([Self.tree, Self.conf, Self.json(8) { "x\(($0 - 1) / 2)" }]) == nil)
    let fault = try Imported.fault([Self.tree, Self.conf, Self.json(8) { "x\($0 / 2)" }])
    #expect((fault?.id.rawValue, fault?.file, fault?.key) == ("conflict", "nodes.json", "n2"))
    #expect(fault?.expected.contains("topology.conf line 1") == true)
  }

  @Test func aGPUNodeWithoutAPlaceIsAFault() throws {
    let conf = ("slurm.conf", "NodeName=n[1-4] Gres=gpu:h200:8\nNodeName=n9 Gres=gpu:h200:8\n")
    let fault = try Imported.fault([Self.tree, conf])
    #expect((fault?.id.rawValue, fault?.file, fault?.line, fault?.key) == ("unplaced-node", "slurm.conf", 2, "n9"))
  }

  @Test func aNodeWithoutGPUsIsANote() throws {
    let tree = (
      "topology.conf",
      "SwitchName=s0 Nodes=n[1-2],login\nSwitchName=s1 Nodes=n[3-4],ghost\nSwitchName=top Switches=s0,s1\n"
    )
    let conf = ("slurm.conf", "NodeName=n[1-4] Gres=gpu:h200:8\nNodeName=login,other CPUs=4\n")
    let imported = try Imported.cluster([tree, conf])
    #expect(imported.cluster.gpuCount == 32)
    #expect(
      imported.notes.contains { $0.hasPrefix("2 nodes without GPUs left out, login first (topology.conf line 1)") })
    #expect(imported.notes.contains { $0.hasPrefix("1 node left out that no file gives GPUs to, ghost first") })
  }

  @Test func whatIsNotKnownNamesTheFlag() throws {
    #expect(try Imported.fault([Self.tree])?.expected.contains("--gpus-per-node") == true)
    let unknown = try Imported.fault([Self.tree]) {
      $0.gpusPerNode = 8
      $0.accelerator = "A100-SXM4-80GB"
    }
    #expect((unknown?.id.rawValue, unknown?.file) == ("missing-figure", "--scale-out"))
    let domain = try Imported.fault([Self.tree], Imported.gb200)
    #expect((domain?.id.rawValue, domain?.line) == ("unknown-domain", 1))
    #expect(
      try Imported.pool([Self.tree]) {
        Imported.gb200(&$0)
        $0.domain = .leaf
      }.gpusPerDomain == 8)
  }

  @Test func aClusterWithoutANodeInUseIsAFault() throws {
    let conf = ("slurm.conf", "ClusterName=c\nNodeName=n[1-4] Gres=gpu:h200:8 State=DOWN\n")
    let fault = try Imported.fault([conf])
    #expect((fault?.id.rawValue, fault?.line) == ("nothing-available", 2))
  }

  /// Names that YAML would take for numbers or words stay names.
  @Test func namesThatLookLikeOtherThingsStayNames() throws {
    let conf = ("slurm.conf", "NodeName=007,1e3,null,yes,n-1,a.b Gres=gpu:h200:8\n")
    let pool = try Imported.pool([conf])
    #expect(Set(pool.hosts) == ["007", "1e3", "null", "yes", "n-1", "a.b"])
  }

  @Test func theFileSaysWhatWasAssumed() throws {
    let imported = try Imported.cluster([Self.tree, Self.conf])
    #expect(imported.text.hasPrefix("# yaml-language-server: $schema="))
    #expect(imported.text.contains("verified: false"))
    let given = try Imported.cluster([Self.tree, Self.conf]) {
      $0.scaleOut = .init(25e9)
      $0.scaleOutLatency = .init(5e-6)
    }
    #expect(given.cluster.pools[0].tiers.map(\.bandwidth.value) == [25e9, 25e9])
    #expect(given.cluster.pools[0].sources["tiers[0].latency"]?.isVerified == true)
  }
}
