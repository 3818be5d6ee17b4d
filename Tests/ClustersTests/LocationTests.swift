import Quantities
import Testing
@testable import Clusters

@Suite struct LocationTests {
  @Test func everyGPUHasOnePlace() throws {
    let pool = try ClusterText.cluster().pools[0]
    let locations = (0..<pool.gpuCount).map { pool.location(of: $0) }
    #expect(Set(locations.map(\.name)).count == 64)
    for location in locations {
      #expect((location.rack * 4 + location.node) * 8 + location.index == location.gpu)
      #expect(pool.gpus(inDomain: location.domain).contains(location.gpu))
    }
    #expect(locations[43].name == "rack 1, node 1, gpu 3")
  }

  @Test func domainsMayBePartsOfNodesOrSeveralNodes() throws {
    let halves = try ClusterText.cluster("domain: node", "domain: 4").pools[0]
    #expect(halves.domainCount == 16)
    #expect(halves.meetingLevel(of: 3, and: 4) == .tier(0))
    let pairs = try ClusterText.cluster("domain: node", "domain: 16").pools[0]
    #expect(pairs.meetingLevel(of: 7, and: 8) == .scaleUp)
    #expect(pairs.meetingLevel(of: 15, and: 16) == .tier(0))
  }

  @Test func gpusMeetAtTheLowestLevel() throws {
    let pool = try ClusterText.cluster().pools[0]
    #expect(pool.meetingLevel(of: 0, and: 7) == .scaleUp)
    #expect(pool.meetingLevel(of: 7, and: 8) == .tier(0))
    #expect(pool.meetingLevel(of: 0, and: 31) == .tier(0))
    #expect(pool.meetingLevel(of: 31, and: 32) == .tier(1))
    #expect(NetworkLevel.scaleUp < .tier(0))
    #expect(NetworkLevel.tier(0) < .tier(1))
    for first in stride(from: 0, to: 64, by: 5) {
      for second in stride(from: 0, to: 64, by: 3) {
        let level = pool.meetingLevel(of: first, and: second)
        #expect(level == pool.meetingLevel(of: second, and: first))
        guard case .tier(let tier) = level else { continue }
        #expect(pool.group(of: first, atTier: tier) == pool.group(of: second, atTier: tier))
      }
    }
  }

  @Test func whatCrossesATierCrossesThoseBelow() throws {
    let pool = try ClusterText.cluster("50 GB/s\n        latency: 2.8", "10 GB/s\n        latency: 2.8").pools[0]
    #expect(pool.effectiveBandwidth(at: .scaleUp) == Bandwidth(450e9))
    #expect(pool.effectiveBandwidth(at: .tier(0)) == Bandwidth(10e9))
    #expect(pool.effectiveBandwidth(at: .tier(1)) == Bandwidth(10e9), "the leaf's 10 GB/s bound the spine's 25")
    #expect(pool.tiers[1].latency.formatted() == "3.70 µs")
  }

  @Test func domainsCountWhatIsLeft() throws {
    let pool = try ClusterText.pool(adding: "unavailable: [node 1, gpu 17, gpu 63]")
    #expect(pool.availableGPUsPerDomain == [8, 0, 7, 8, 8, 8, 8, 7])
    #expect(pool.availableGPUs(inDomain: 2) == [16, 18, 19, 20, 21, 22, 23])
    #expect(pool.availableGPUs(inDomain: 1).isEmpty)
    #expect(pool.availableGPUCount == 54)
    #expect(pool.availableMemory == 54 * pool.accelerator.memory)
  }
}
