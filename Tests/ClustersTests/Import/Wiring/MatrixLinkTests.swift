import Clusters
import Testing

@Suite("Links that nvidia-smi topo -m states")
struct MatrixLinkTests {
  private func cluster(
    _ accelerator: String, _ gpus: Int, _ change: @escaping (inout ImportOptions) -> Void = { _ in },
    link: (Int, Int) -> String
  ) throws -> ImportedCluster {
    try Imported.cluster([MatrixText.of(gpus, link: link)]) {
      $0.accelerator = accelerator
      change(&$0)
    }
  }

  private func fault(_ accelerator: String, _ gpus: Int, link: (Int, Int) -> String) throws -> String? {
    try Imported.fault([MatrixText.of(gpus, link: link)]) { $0.accelerator = accelerator }.map { "\($0)" }
  }

  @Test func allLinksOfABoardChangeNothing() throws {
    let imported = try cluster("H100-SXM5", 8) { _, _ in "NV18" }
    let pool = imported.cluster.pools[0]
    #expect(pool.scaleUp == pool.accelerator.scaleUp)
    #expect((pool.gpusPerDomain, pool.availableGPUCount) == (8, 8))
    #expect(!imported.text.contains("scaleUp:"))
  }

  /// GPU 5 has no NVLink, seven have all of theirs.
  @Test func aGPUThatIsCutOffIsOutOfUse() throws {
    let imported = try cluster("H200-SXM", 8) { $0 == 5 || $1 == 5 ? ($0 < 4 ? "SYS" : "NODE") : "NV18" }
    let pool = imported.cluster.pools[0]
    #expect((pool.gpusPerDomain, pool.availableGPUCount, pool.unavailable) == (8, 7, [5]))
    #expect(imported.notes.contains { $0.contains("GPU 5") && $0.contains("not NVLink") })
  }

  /// The bus of PCIe 5.0 gives 63 GB/s one way.
  @Test(arguments: [("H100-NVL", 2), ("H100-NVL", 4), ("H100-SXM5", 8), ("H100-PCIe", 3)])
  func withoutLinksTheBusIsAllThereIs(accelerator: String, gpus: Int) throws {
    let pool = try cluster(accelerator, gpus) { _, _ in "SYS" }.cluster.pools[0]
    #expect((pool.gpusPerDomain, pool.scaleUp.bandwidth.value, pool.scaleUp.name) == (gpus, 63e9, "PCIe 5.0 x16"))
    #expect(pool.scaleUp.mostGPUs == nil)
  }

  /// A card whose own link is the bus is not contradicted.
  @Test func cardsOfTheBusAreAsTheCatalogueHasThem() throws {
    let imported = try cluster("L40S", 4) { $0 + 1 == $1 ? "PIX" : "NODE" }
    #expect(imported.cluster.pools[0].scaleUp == imported.cluster.pools[0].accelerator.scaleUp)
    #expect(imported.notes.allSatisfy { !$0.contains("NVLink") })
  }

  /// Bridges join 0 with 3 and 1 with 2.
  @Test func bridgesMakePairsInTheirOrder() throws {
    let imported = try cluster("H100-PCIe", 4) { $0 + $1 == 3 ? "NV12" : "NODE" }
    let pool = imported.cluster.pools[0]
    #expect((pool.gpusPerDomain, pool.devices, pool.scaleUp.bandwidth.value) == (2, [0, 3, 1, 2], 300e9))
    #expect((0..<4).map(pool.device) == [0, 3, 1, 2])
    #expect(pool.tiers.map(\.name) == ["bus"])
    #expect(pool.tiers[0].bandwidth.value == 63e9)
    #expect(imported.text.contains("devices: [0, 3, 1, 2]"))
  }

  @Test func bridgedNeighboursNeedNoOrder() throws {
    let pool = try cluster("A100-PCIe-80GB", 8, { $0.scaleOut = nil }) { $0 / 2 == $1 / 2 ? "NV12" : "SYS" }
      .cluster.pools[0]
    #expect((pool.gpusPerDomain, pool.devices, pool.tiers.map(\.bandwidth.value)) == (2, [], [31e9]))
  }

  /// Four H100 without a switch: 6 of the 18 links to each other GPU, of 25 GB/s.
  @Test func directLinksAreAMesh() throws {
    let pool = try cluster("H100-SXM5", 4) { _, _ in "NV6" }.cluster.pools[0]
    #expect(pool.scaleUp.wiring == .mesh)
    #expect((pool.scaleUp.bandwidth.value, pool.scaleUp.bandwidthPerPeer.value) == (450e9, 150e9))
    #expect(pool.scaleUp.bandwidth(among: 2).value == 150e9)
  }

  /// Eight V100 of two quads, 1 or 2 of the 6 links of 25 GB/s to each of a quad, one more across.
  @Test func partsThatAreJoinedEachToEachAreDomains() throws {
    let imported = try cluster("V100-SXM2-32GB", 8) { first, second in
      if first / 4 == second / 4 { return second - first == 2 ? "NV2" : "NV1" }
      return second - first == 4 ? "NV2" : "SYS"
    }
    let pool = imported.cluster.pools[0]
    #expect((pool.gpusPerDomain, pool.scaleUp.wiring, pool.scaleUp.bandwidthPerPeer.value) == (4, .mesh, 25e9))
    #expect(imported.notes.contains { $0.contains("links between domains are not counted") })
  }

  /// One GPU has lost a link: all are taken at 17 of 18.
  @Test func aLostLinkIsLostBandwidth() throws {
    let imported = try cluster("B200-SXM", 8) { first, _ in first == 0 ? "NV17" : "NV18" }
    #expect(imported.cluster.pools[0].scaleUp.bandwidth.value == 850e9)
    #expect(imported.notes.contains { $0.contains("NV17") })
  }

  @Test func whatAnAcceleratorCannotHaveIsAConflict() throws {
    #expect(try fault("L40S", 2) { _, _ in "NV4" }?.contains("[conflict]") == true)
    #expect(try fault("A100-SXM4-80GB", 8) { _, _ in "NV18" }?.contains("at most the 12") == true)
    // A bridge for one pair of four.
    let lone = try fault("H100-NVL", 4) { $0 == 0 && $1 == 1 ? "NV12" : "NODE" }
    #expect(lone?.contains("GPUs 2, 3 joined to others by NODE") == true && lone?.contains("--scale-up") == true)
  }

  @Test func theUserMayOverrule() throws {
    let bandwidth = try #require(
      try cluster("H100-NVL", 4, { $0.scaleUp = .init(40e9) }) { first, second in
        first == 0 && second == 1 ? "NV12" : "NODE"
      }.cluster.pools.first)
    #expect((bandwidth.gpusPerDomain, bandwidth.scaleUp.bandwidth.value) == (4, 40e9))
    #expect(bandwidth.sources["scaleUp.bandwidth"]?.text == "--scale-up of layline import")
  }

  /// Without a matrix bridges are taken to be there, and the output says so.
  @Test func bridgesThatNobodyStatesAreAssumed() throws {
    let imported = try Imported.cluster([
      ("q.csv", "name, memory.total [MiB]\n" + String(repeating: "NVIDIA H100 NVL, 95830 MiB\n", count: 4))
    ])
    #expect(imported.cluster.pools[0].gpusPerDomain == 2)
    #expect(imported.notes.contains { $0.contains("no source says which H100-NVL a bridge joins") })
    let quick = try ClusterReference("2x8 H100-NVL").read().pools[0]
    #expect((quick.gpusPerDomain, quick.tiers.map(\.name)) == (2, ["bus", "leaf"]))
  }

  @Test func aFileMayNotHaveABridgeOfMany() throws {
    let text = """
      layline: cluster/1
      name: c
      pools:
        - {name: p, accelerator: H100-NVL, racks: 1, nodesPerRack: 1, gpusPerNode: 4, domain: node}

      """
    let fault = #expect(throws: (any Error).self) { try Cluster(parsing: .init(text.utf8), file: "c.yaml") }
    #expect("\(fault.map { "\($0)" } ?? "")".contains("at most 2"))
    let bus = text.replacing("domain: node", with: "domain: node, scaleUp: {link: PCIe, bandwidth: 50 GB/s}")
    #expect(try Cluster(parsing: .init(bus.utf8), file: "c.yaml").pools[0].scaleUp.bandwidth.value == 50e9)
  }
}
