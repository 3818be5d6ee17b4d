import Clusters
import Testing

@Suite("Fabrics that no switch joins")
struct SeparateFabricTests {
  private static let slurm = ("topology.conf", "SwitchName=east Nodes=n[1-2]\nSwitchName=west Nodes=n[3-4]\n")

  @Test func theyArePoolsWithoutANetworkBetweenThem() throws {
    let imported = try Imported.cluster([Self.slurm], Imported.h200)
    #expect(imported.cluster.pools.map(\.name) == ["h200-sxm-east", "h200-sxm-west"])
    #expect(imported.cluster.pools.map(\.hosts) == [["n1", "n2"], ["n3", "n4"]])
    #expect(imported.cluster.interconnect == nil)
    #expect(imported.notes.contains { $0.contains("no switch joins east, west") && $0.contains("--one-fabric") })
  }

  @Test func theUserMayJoinThem() throws {
    let joined = try Imported.cluster([Self.slurm]) {
      Imported.h200(&$0)
      $0.joinsFabrics = true
    }
    #expect(joined.cluster.pools.map { $0.tiers.map(\.name) } == [["leaf", "spine"]])
  }

  @Test func topographStatesThemToo() throws {
    let instances = (0..<4).map { "{\"id\": \"n\($0)\", \"network_layers\": [\"leaf\($0 / 2)\", \"core\($0 / 2)\"]}" }
    let graph = ("graph.json", "{\"instances\": [\(instances.joined(separator: ", "))]}")
    #expect(try Imported.cluster([graph], Imported.h200).cluster.pools.count == 2)
    let model = """
      switches:
        core: {switches: [a, b]}
        other: {switches: [c]}
      blocks:
        - {switch: a, nodes: "n[1-2]"}
        - {switch: b, nodes: "n[3-4]"}
        - {switch: c, nodes: "n[5-6]"}

      """
    let pools = try Imported.cluster([("model.yaml", model)], Imported.h200).cluster.pools
    #expect(pools.map(\.nodeCount) == [4, 2])
  }

  /// Two nodes with four cards of 4 x 100 Gb/s on one switch, and one each on another, where a server of files is too.
  private static func dump(storageCards: Int) -> String {
    func node(_ name: String, _ card: Int, on fabric: String) -> String {
      "[\(card)]\t\"H-\(fabric)\(name)\(card)\"[1](a) \t\t# \"\(name) mlx5_\(fabric == "c" ? card : card + 4)\" lid 9 4xNDR\n"
    }
    var text = "vendid=0x2c9\nSwitch\t64 \"S-c\"\t\t# \"compute\" lid 1 lmc 0\n"
    for name in ["n1", "n2"] { for card in 0..<4 { text += node(name, card, on: "c") } }
    text += "\nvendid=0x2c9\nSwitch\t64 \"S-f\"\t\t# \"files\" lid 1 lmc 0\n"
    for name in ["n1", "n2", "server"] { for card in 0..<storageCards { text += node(name, card, on: "f") } }
    return text
  }

  /// 4 x 50 GB/s for eight GPUs are 25 GB/s each: the fifth card does not count, and neither does the server.
  @Test func aFabricOfStorageIsNoNetworkOfGPUs() throws {
    let imported = try Imported.cluster([("fabric.out", Self.dump(storageCards: 1))], Imported.h200)
    #expect(imported.cluster.pools.map(\.hosts) == [["n1", "n2"]])
    #expect(imported.cluster.pools[0].tiers.map(\.bandwidth.value) == [25e9])
    #expect(imported.notes.contains { $0.contains("left out as one of storage") && $0.contains("1 nodes") })
  }

  /// As many cards on each: two rails of one network.
  @Test func railsWithoutASpineAreOneNetwork() throws {
    let pools = try Imported.cluster([("fabric.out", Self.dump(storageCards: 4))], Imported.h200).cluster.pools
    #expect(pools.map(\.nodeCount) == [3])
  }
}
