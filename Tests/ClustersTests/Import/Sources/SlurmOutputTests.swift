import Clusters
import Testing

@Suite("What scontrol prints, and fabrics with several cores")
struct SlurmOutputTests {
  /// Each core lies over all leaves.
  @Test func coresOverTheSameLeavesAreOneLevel() throws {
    var mesh = (0..<3).map { "SwitchName=l\($0) Nodes=n[\(4 * $0 + 1)-\(4 * $0 + 4)]\n" }.joined()
    for core in 0..<4 { mesh += "SwitchName=c\(core) Switches=l[0-2]\n" }
    let imported = try Imported.cluster([("topology.conf", mesh)], Imported.h200)
    #expect(imported.cluster.pools.map { $0.tiers.map(\.gpusPerGroup) } == [[32, 96]])
    #expect(imported.notes.contains { $0.contains("c[0-3] lie over the same switches (topology.conf line 4)") })
  }

  /// Two planes: each top switch lies over one spine of each pod.
  @Test func planesFoldUpFromBelow() throws {
    var text = (0..<4).map { "SwitchName=l\($0) Nodes=n[\(2 * $0 + 1)-\(2 * $0 + 2)]\n" }.joined()
    for pod in 0..<2 {
      for plane in 0..<2 { text += "SwitchName=s\(pod)\(plane) Switches=l[\(2 * pod)-\(2 * pod + 1)]\n" }
    }
    for plane in 0..<2 { text += "SwitchName=t\(plane) Switches=s0\(plane),s1\(plane)\n" }
    let pool = try Imported.pool([("topology.conf", text)], Imported.h200)
    #expect(pool.tiers.map(\.gpusPerGroup) == [16, 32, 64])
  }

  @Test func switchesOverSomeOfTheSameAreNoTree() throws {
    let text = "SwitchName=a Nodes=n1\nSwitchName=b Nodes=n2\nSwitchName=c Nodes=n3\nSwitchName=x Switches=a,b\n"
    let fault = try Imported.fault([("topology.conf", text + "SwitchName=y Switches=b,c\n")], Imported.h200)
    #expect((fault?.id.rawValue, fault?.line) == ("switch-tree", 5))
  }

  @Test func theTopologyReadsAsItIsShown() throws {
    let text = """
      SwitchName=a Level=0 LinkSpeed=1 Nodes=n[1-4]
      SwitchName=b Level=0 LinkSpeed=1 Nodes=n[5-8]
      SwitchName=top Level=1 LinkSpeed=1 Nodes=n[1-8] Switches=a,b

      """
    let pool = try Imported.pool([("shown.txt", text)], Imported.h200)
    #expect(pool.tiers.map(\.gpusPerGroup) == [32, 64])
    let lost = text.replacing("n[1-8]", with: "n[1-9]")
    #expect(try Imported.fault([("shown.txt", lost)], Imported.h200)?.found.contains("n9") == true)
    let blocks = """
      BlockName=a BlockIndex=0 Nodes=n[1-18] BlockSize=18
      BlockName=b BlockIndex=1 Nodes=n[19-36] BlockSize=18
      AggregatedBlock=a,b BlockIndex=2 Nodes=n[1-36] BlockSize=36

      """
    #expect(try Imported.pool([("blocks.txt", blocks)], Imported.gb200).racks == 2)
  }

  private static func record(_ name: String, state: String, gres: String = "gpu:h200:8(S:0-1)") -> String {
    """
    NodeName=\(name) Arch=x86_64 CoresPerSocket=56
       CPUAlloc=0 CPUEfctv=224 CPUTot=224 CPULoad=0.10
       AvailableFeatures=(null)
       Gres=\(gres)
       NodeAddr=\(name) NodeHostName=\(name) Version=24.05.1
       OS=Linux 6.8.0-40-generic #40~22.04 SMP Mon Jul 1
       State=\(state) ThreadsPerCore=2 Weight=1
       Reason=fan is loud [root@2026-01-01T00:00:00]

    """
  }

  @Test func nodesReadAsTheyAreShown() throws {
    let text =
      Self.record("n1", state: "IDLE") + Self.record("n2", state: "DOWN*+DRAIN")
      + Self.record("login", state: "IDLE", gres: "(null)") + Self.record("n3", state: "MIXED+CLOUD")
    for kind in [SourceKind?.none, .slurmConfiguration] {
      let imported = try Imported.cluster([("nodes.txt", text)], kind: kind)
      let pool = imported.cluster.pools[0]
      #expect((pool.hosts, pool.unavailablePlaces) == (["n1", "n2", "n3"], ["n2"]))
      #expect(imported.text.contains("State=DOWN*+DRAIN (fan is loud [root@2026-01-01T00:00:00])"))
    }
    let twice = Self.record("n1", state: "IDLE") + Self.record("n1", state: "IDLE")
    #expect(try Imported.fault([("nodes.txt", twice)])?.id.rawValue == "duplicate-name")
  }

  /// What is not there yet is named, and leaves the blocks of those that are whole.
  @Test func nodesOnDemandMayBeAbsent() throws {
    let blocks = ("topology.conf", "BlockName=a Nodes=n[1-18]\nBlockName=b Nodes=n[19-36]\n")
    let cloud = ("slurm.conf", "ClusterName=c\nNodeName=n[1-40] Gres=gpu:gb200:4 State=CLOUD\n")
    let imported = try Imported.cluster([blocks, cloud]) { $0.accelerator = "GB200-NVL72" }
    #expect((imported.cluster.pools[0].nodeCount, imported.cluster.pools[0].gpusPerDomain) == (36, 72))
    #expect(imported.notes.contains { $0.contains("4 nodes with GPUs left out that no switch or block has: n[37-40]") })
    let plain = (cloud.0, cloud.1.replacing(" State=CLOUD", with: ""))
    let fault = try Imported.fault([blocks, plain]) { $0.accelerator = "GB200-NVL72" }
    #expect(fault?.id.rawValue == "unplaced-node")
    #expect(fault?.advice?.contains("--exclude \"n[37-40]\"") == true)
  }
}
