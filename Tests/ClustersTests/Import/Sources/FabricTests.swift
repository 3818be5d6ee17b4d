import Clusters
import Foundation
import Testing

@Suite("Dumps of InfiniBand fabrics")
struct FabricTests {
  /// Two leaf groups of two rails, each with two nodes, below two spines with one link to each leaf.
  private static func dump(rails: Int = 2, nodes: Int = 2, spines: Int = 2) -> String {
    var text = "# made by hand\n"
    for group in 0..<2 {
      for rail in 0..<rails {
        text += "\nvendid=0x2c9\nSwitch\t64 \"S-l\(group)\(rail)\"\t\t# \"leaf-\(group)-\(rail)\" lid 1 lmc 0\n"
        for node in 0..<nodes {
          text +=
            "[\(node + 1)]\t\"H-\(group)\(rail)\(node)\"[1](a) \t\t# \"n\(group * nodes + node + 1) mlx5_\(rail)\" lid 9 4xNDR\n"
        }
        for spine in 0..<spines {
          text += "[\(40 + spine)]\t\"S-s\(spine)\"[\(group * 8 + rail)]\t\t# \"spine-\(spine)\" lid 3 4xNDR\n"
        }
        text += "[64]\t\"H-a\(group)\(rail)\"[1](b) \t\t# \"Mellanox Technologies Aggregation Node\" lid 4 4xNDR\n"
      }
    }
    for spine in 0..<spines {
      text += "\nSwitch\t64 \"S-s\(spine)\"\t\t# \"spine-\(spine)\" lid 3 lmc 0\n"
      for group in 0..<2 {
        for rail in 0..<rails {
          text += "[\(group * 8 + rail)]\t\"S-l\(group)\(rail)\"[\(40 + spine)]\t\t# \"leaf\" lid 1 4xNDR\n"
        }
      }
    }
    return text
  }

  /// Two rails of 4 x 100 Gb/s for four GPUs: 25 GB/s each. A leaf has two links down and two up.
  @Test func railsAreOneLeafGroup() throws {
    let pool = try Imported.pool([("fabric.out", Self.dump())]) {
      $0.accelerator = "H200-SXM"
      $0.gpusPerNode = 4
    }
    #expect((pool.racks, pool.nodesPerRack, pool.hosts) == (2, 2, ["n1", "n2", "n3", "n4"]))
    #expect(pool.tiers.map(\.gpusPerGroup) == [8, 16])
    #expect(pool.tiers.map(\.bandwidth.value) == [25e9, 25e9])
    #expect(pool.tiers.map(\.oversubscription) == [1, 1])
  }

  /// Four links down and two up.
  @Test func linksAreCounted() throws {
    let pool = try Imported.pool([("fabric.out", Self.dump(nodes: 4))], Imported.h200)
    #expect(pool.tiers.map(\.oversubscription) == [1, 2])
  }

  @Test func adaptersWithoutANodeAreNoted() throws {
    let text = Self.dump().replacing("\"n1 mlx5_1\"", with: "\"MT4129 ConnectX7   Mellanox Technologies\"")
    let imported = try Imported.cluster([("fabric.out", text)], Imported.h200)
    #expect(imported.cluster.pools[0].nodeCount == 4)
    #expect(imported.notes.contains { $0.hasPrefix("1 adapters of fabric.out do not name their node") })
    #expect(
      imported.notes.contains { $0.hasPrefix("1 nodes of fabric.out have other links than the usual ones, n1 first") })
  }

  @Test func aSwitchWithoutASectionIsAFault() throws {
    let text = Self.dump()
    let cut = String(text[..<(text.range(of: "\nSwitch\t64 \"S-s1\"")?.lowerBound ?? text.endIndex)])
    let fault = try Imported.fault([("fabric.out", cut)], Imported.h200)
    #expect((fault?.id.rawValue, fault?.key, fault?.line) == ("fabric-invalid", "S-s1", 8))
  }

  @Test func nodesCanBeLeftOut() throws {
    let pool = try Imported.pool([("fabric.out", Self.dump(nodes: 3))]) {
      Imported.h200(&$0)
      $0.excluded = "n3,n6"
    }
    #expect(pool.hosts == ["n1", "n2", "n4", "n5"])
    #expect(try Imported.fault([("fabric.out", Self.dump())]) { $0.excluded = "n9" }?.file == "--exclude")
  }
}
