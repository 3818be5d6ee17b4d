import Clusters
import Testing

@Suite("Slurm")
struct SlurmTests {
  private static let tree = "SwitchName=s0 Nodes=n[1-2]\nSwitchName=s1 Nodes=n[3-4]\nSwitchName=top Switches=s[0-1]\n"

  @Test func aTreeIsTiers() throws {
    let pool = try Imported.pool([("topology.conf", Self.tree)], Imported.h200)
    #expect((pool.racks, pool.nodesPerRack, pool.gpusPerNode, pool.gpusPerDomain) == (2, 2, 8, 8))
    #expect(pool.tiers.map(\.name) == ["leaf", "spine"])
    #expect(pool.tiers.map(\.gpusPerGroup) == [16, 32])
    #expect(pool.hosts == ["n1", "n2", "n3", "n4"])
  }

  /// Keys in any case, comments, continued lines, lists with commas.
  @Test func theSameTreeMayBeWrittenOtherwise() throws {
    let text = """
      # comment
      switchname=s0 NODES=n1,n2   # leaf
      SWITCHNAME=s1 nodes = "n3,n4" LinkSpeed=1
      SwitchName=top \\
        Switches=s0,s1

      """
    let (first, second) = (
      try Imported.cluster([("topology.conf", Self.tree)], Imported.h200),
      try Imported.cluster([("topology.conf", text)], Imported.h200)
    )
    #expect(first.text == second.text)
  }

  @Test func blocksAreScaleUpDomains() throws {
    let text = "BlockName=b0 Nodes=n[01-18]\nBlockName=b1 Nodes=n[19-36]\nBlockName=pad\nBlockSizes=18,36\n"
    let imported = try Imported.cluster([("topology.conf", text)], Imported.gb200)
    let pool = imported.cluster.pools[0]
    #expect((pool.racks, pool.nodesPerRack, pool.gpusPerDomain) == (2, 18, 72))
    #expect(pool.tiers.map(\.gpusPerGroup) == [144])
    #expect(imported.notes.contains { $0.contains("1 blocks of topology.conf have no nodes") })
  }

  /// Eight H200 share NVLink, and no more: a block of Slurm does not change that.
  @Test func blocksOfNodesWithoutSuchLinksAreALevelOfTheNetwork() throws {
    let text = "BlockName=b0 Nodes=n[1-2]\nBlockName=b1 Nodes=n[3-4]\n"
    let pool = try Imported.pool([("topology.conf", text)], Imported.h200)
    #expect((pool.gpusPerDomain, pool.tiers.map(\.name)) == (8, ["block", "leaf"]))
  }

  @Test func suchBlocksGiveWayToSwitches() throws {
    let blocks = ("topology.conf", "BlockName=b Nodes=n[1-4]\n")
    let imported = try Imported.cluster([("tree.conf", Self.tree), blocks], Imported.h200)
    #expect(imported.cluster.pools[0].tiers.map(\.name) == ["leaf", "spine"])
    #expect(imported.notes.contains { $0.contains("they are left out, as the switches say more") })
  }

  @Test func aLeafBesideDeeperBranchesKeepsTheHeight() throws {
    let text = Self.tree + "SwitchName=s9 Nodes=n[5-6]\nSwitchName=core Switches=top,s9\n"
    let pool = try Imported.pool([("topology.conf", text)], Imported.h200)
    #expect(pool.tiers.map(\.name) == ["leaf", "spine", "core"])
    #expect(pool.meetingLevel(of: 0, and: 4 * 8) == .tier(2))
  }

  @Test func treeAndBlocksOfOneFileAreReadTogether() throws {
    let yaml = """
      - topology: a
        cluster_default: true
        tree:
          switches:
            - {switch: s0, nodes: "n[1-4]"}
            - {switch: s1, nodes: "n[5-8]"}
            - {switch: top, children: "s[0-1]"}
      - topology: b
        block: {block_sizes: [2], blocks: [{block: b0, nodes: "n[1-2]"}, {block: b1, nodes: "n[3-4]"},
          {block: b2, nodes: "n[5-6]"}, {block: b3, nodes: "n[7-8]"}]}
      - {topology: c, flat: true}

      """
    let imported = try Imported.cluster([("topology.yaml", yaml)], Imported.gb200)
    let pool = imported.cluster.pools[0]
    #expect((pool.racks, pool.nodesPerRack, pool.gpusPerDomain) == (4, 2, 8))
    #expect(pool.tiers.map(\.gpusPerGroup) == [16, 32])
    let flat = try Imported.cluster([("topology.yaml", yaml), ("slurm.conf", "NodeName=n[1-8] Gres=gpu:h200:8\n")]) {
      $0.topology = "c"
    }
    #expect(flat.cluster.pools[0].tiers.map(\.gpusPerGroup) == [64])
    #expect(try Imported.fault([("topology.yaml", yaml)]) { $0.topology = "d" }?.file == "--topology")
  }

  @Test func nodesInheritAndGoOutOfUse() throws {
    let text = """
      ClusterName=c
      NodeName=DEFAULT Gres=gpu:h200:8(S:0-1),shard:16 State=UNKNOWN
      NodeName=n[1-4]
      NodeName=n5 State=DRAIN Reason="bad link"
      NodeName=n6 State=IDLE+DRAIN
      NodeName=login[1-2] Gres=
      DownNodes=n2 State=DOWN

      """.replacing("Gres=\n", with: "Gres=\"\"\n")
    let imported = try Imported.cluster([("slurm.conf", text)])
    let pool = imported.cluster.pools[0]
    #expect(pool.hosts == ["n1", "n2", "n3", "n4", "n5", "n6"])
    #expect(pool.unavailablePlaces == ["n2", "n5", "n6"])
    #expect(imported.text.contains("- n5  # State=DRAIN (bad link) (slurm.conf line 4)"))
    #expect(imported.notes.contains { $0.contains("2 nodes without GPUs left out, login1 first") })
  }

  @Test func filesOfDevicesAreCounted() throws {
    let files = [
      ("slurm.conf", "NodeName=n[1-2] Gres=gpu:h200:8\n"), ("gres.conf", "Name=gpu Type=h200 File=/dev/nvidia[0-7]\n"),
    ]
    #expect(try Imported.pool(files).gpuCount == 16)
    let fault = try Imported.fault([("gres.conf", "AutoDetect=off\nName=gpu File=/dev/nvidia[0-7] Count=4\n")])
    #expect((fault?.id.rawValue, fault?.line, fault?.found) == ("conflict", 2, "Count=4 and 8 files"))
  }

  @Test func aNameThatMeansSeveralBoardsIsAQuestion() throws {
    let files = [("slurm.conf", "ClusterName=c\nNodeName=n1 Gres=gpu:h100:8\n")]
    let fault = try Imported.fault(files)
    #expect((fault?.id.rawValue, fault?.line) == ("ambiguous-accelerator", 2))
    #expect(fault?.expected.contains("H100-PCIe") == true)
    #expect(try Imported.pool(files) { $0.accelerator = "H100-PCIe" }.accelerator.id == "H100-PCIe")
    let query = (
      "gpus.csv", "name, memory.total [MiB]\n" + String(repeating: "NVIDIA H100 80GB HBM3, 81559 MiB\n", count: 8)
    )
    #expect(try Imported.pool(files + [query]).accelerator.id == "H100-SXM5")
    #expect(try Imported.fault(files) { $0.accelerator = "H200-SXM" }?.id.rawValue == "conflict")
  }
}
