import Testing
@testable import Clusters

@Suite("Regular shapes of irregular clusters")
struct ShapeTests {
  @Test(arguments: [
    ([4, 4, 4], 0.25, 4), ([16, 15, 16], 0.25, 16), ([4, 4, 8], 0.25, 4), ([1, 1], 0.25, 1), ([3, 7], 0.25, 1),
    ([18, 18, 9], 0.25, 18), ([18, 2], 0.8, 18), ([12, 6, 6, 6], 0.25, 6),
  ])
  func sizesLeaveFewPlacesEmpty(counts: [Int], mostEmpty: Double, size: Int) {
    #expect(GroupSize.of(counts, mostEmpty: mostEmpty) == size)
  }

  @Test func anEmptyPlaceIsNamedAndOutOfUse() throws {
    let text = "SwitchName=a Nodes=n[1-4]\nSwitchName=b Nodes=n[5-7]\nSwitchName=c Switches=a,b\n"
    let imported = try Imported.cluster([("topology.conf", text)], Imported.h200)
    let pool = imported.cluster.pools[0]
    #expect(pool.hosts == ["n1", "n2", "n3", "n4", "n5", "n6", "n7", "empty-place-1"])
    #expect(pool.unavailablePlaces == ["empty-place-1"])
    #expect(imported.text.contains("empty-place-1  # no node stands here"))
  }

  @Test func anEmptyPlaceHasNobodysName() throws {
    let text = "SwitchName=a Nodes=empty-place-[1-4]\nSwitchName=b Nodes=n[5-7]\nSwitchName=c Switches=a,b\n"
    #expect(try Imported.pool([("topology.conf", text)], Imported.h200).unavailablePlaces == ["empty-place-x-1"])
  }

  @Test func namesStandInTheirNaturalOrder() {
    let names = ["n10", "n9", "n09", "n2-b", "n2-a", "a", "n", "n1"]
    let sorted = names.sorted { NaturalOrder.precedes($0, $1) }
    #expect(sorted == ["a", "n", "n1", "n2-a", "n2-b", "n09", "n9", "n10"])
  }

  /// The law: two nodes never meet lower in the file than they do in the source, every node is there once, and with groups
  /// that were not cut they meet exactly there.
  @Test(arguments: 0..<40) func noTwoNodesComeNearer(seed: Int) throws {
    var random = RepeatedRandom(UInt64(seed))
    var (text, paths, number) = ("", [String: [Int]](), 0)
    let spines = 1 + random.below(3)
    var leaf = 0
    for spine in 0..<spines {
      let leaves = 1 + random.below(4)
      for _ in 0..<leaves {
        let count = 1 + random.below(6)
        text += "SwitchName=l\(leaf) Nodes=n[\(number + 1)-\(number + count)]\n"
        for node in number + 1...number + count { paths["n\(node)"] = [leaf, spine, 0] }
        number += count
        leaf += 1
      }
      text += "SwitchName=s\(spine) Switches=l[\(leaf - leaves)-\(leaf - 1)]\n"
    }
    text += "SwitchName=core Switches=s[0-\(spines - 1)]\n"
    let pool = try Imported.pool([("topology.conf", text)], Imported.h200)
    #expect(Set(pool.hosts.filter { $0.hasPrefix("n") }) == Set(paths.keys))
    #expect(pool.availableGPUCount == 8 * number)
    let order = ["leaf", "spine", "core"]
    for (first, firstPath) in paths {
      for (second, secondPath) in paths where first < second {
        let gpus = [first, second].compactMap { pool.hosts.firstIndex(of: $0) }.map { $0 * 8 }
        guard case .tier(let tier) = pool.meetingLevel(of: gpus[0], and: gpus[1]) else {
          Issue.record("\(first) and \(second) share a domain")
          continue
        }
        let truth = zip(firstPath, secondPath).enumerated().first { $0.element.0 == $0.element.1 }?.offset ?? 2
        #expect(order.firstIndex(of: pool.tiers[tier].name) ?? 9 >= truth, "\(first), \(second)\n\(text)")
      }
    }
  }

  /// A domain never has nodes of two blocks.
  @Test(arguments: 0..<20) func domainsAreNeverMixed(seed: Int) throws {
    var random = RepeatedRandom(UInt64(1000 + seed))
    var (text, blocks, number) = ("", [String: Int](), 0)
    for block in 0..<(2 + random.below(5)) {
      let count = 1 + random.below(18)
      text += "BlockName=b\(block) Nodes=n[\(number + 1)-\(number + count)]\n"
      for node in number + 1...number + count { blocks["n\(node)"] = block }
      number += count
    }
    let pool = try Imported.pool([("topology.conf", text)], Imported.gb200)
    for domain in 0..<pool.domainCount {
      let hosts = Set(pool.gpus(inDomain: domain).map { pool.hosts[$0 / 4] })
      #expect(Set(hosts.compactMap { blocks[$0] }).count <= 1)
    }
    #expect(pool.availableGPUCount == 4 * number)
  }

  @Test func fourThousandNodesAreQuick() throws {
    var text = ""
    for leaf in 0..<256 { text += "SwitchName=l\(leaf) Nodes=gpu[\(leaf * 16 + 1)-\(leaf * 16 + 16)]\n" }
    for spine in 0..<16 { text += "SwitchName=s\(spine) Switches=l[\(spine * 16)-\(spine * 16 + 15)]\n" }
    text += "SwitchName=core Switches=s[0-15]\n"
    let files = [("topology.conf", text), ("slurm.conf", "NodeName=gpu[1-4096] Gres=gpu:h200:8\n")]
    let clock = ContinuousClock()
    let start = clock.now
    let pool = try Imported.pool(files)
    #expect(clock.now - start < .seconds(2))
    #expect((pool.racks, pool.nodesPerRack, pool.tiers.map(\.gpusPerGroup)) == (256, 16, [128, 2048, 32768]))
  }
}
