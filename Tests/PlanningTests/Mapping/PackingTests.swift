import Clusters
import Costing
import Quantities
import Testing
@testable import Planning

@Suite("Replicas in the domains of a pool")
struct PackingTests {
  /// 24 nodes of 4 in groups of 2, 6 and 24, some GPUs down.
  private func pool(_ random: inout SplitMix) throws -> Pool {
    var cluster = TinyCluster(nodes: 24)
    cluster.scaleOut = [Bandwidth(50e9), Bandwidth(40e9), Bandwidth(30e9)]
    cluster.nodesPerGroup = [2, 6]
    cluster.unavailable = (0..<96).filter { _ in Int.random(in: 0..<12, using: &random) == 0 }
    return try cluster.cluster().pools[0]
  }

  private func layouts(_ random: inout SplitMix) -> [StageLayout] {
    (0..<Int.random(in: 1...4, using: &random)).map { _ in
      let domains = [1, 1, 1, 2, 3].randomElement(using: &random) ?? 1
      let gpus = domains == 1 ? [1, 2, 3, 4].randomElement(using: &random) ?? 1 : 4
      return StageLayout(domains: domains, gpusPerDomain: gpus, tensorParallel: 1, expertTensorParallel: 1)
    }
  }

  /// Whatever is packed meets on the tiers that the map counts, on GPUs that are there, each once.
  @Test(arguments: 0..<200) func whatIsPackedCrossesWhatIsCounted(seed: Int) throws {
    var random = SplitMix(seed: UInt64(seed))
    let pool = try pool(&random)
    let packer = ReplicaPacker(pool: pool)
    let stages = layouts(&random)
    let map = packer.map(stages)
    let replicas = packer.pack(map)
    var used = [Int](repeating: 0, count: pool.domainCount)
    for domains in replicas {
      #expect(Set(domains).count == domains.count)
      for (domain, count) in zip(domains, map.used) { used[domain] += count }
      for (index, level) in map.hopLevels.enumerated() {
        let last = domains[map.domains[index].upperBound - 1]
        let next = domains[map.domains[(index + 1) % stages.count].lowerBound]
        #expect(self.level(last, next, pool) == level, "replica in \(domains), hop \(index)")
      }
      for (stage, range) in zip(stages, map.domains) where stage.domains > 1 {
        let priced = packer.shape.levels.firstIndex { $0 >= stage.domains } ?? packer.shape.levels.count - 1
        #expect(level(domains[range.lowerBound], domains[range.upperBound - 1], pool) <= priced)
      }
    }
    #expect(zip(used, pool.availableGPUsPerDomain).allSatisfy { $0 <= $1 })
    #expect(packer.canPlace(map) == !replicas.isEmpty)
  }

  private func level(_ first: Int, _ second: Int, _ pool: Pool) -> Int {
    switch pool.meetingLevel(of: first * 4, and: second * 4) {
    case .scaleUp: 0
    case .tier(let tier): tier + 1
    }
  }

  /// Equal replicas that divide the domains fill them.
  @Test(arguments: [1, 2, 4]) func nothingIsLeftOver(gpus: Int) throws {
    let pool = try TinyCluster(nodes: 6).cluster().pools[0]
    let packer = ReplicaPacker(pool: pool)
    let layout = StageLayout(domains: 1, gpusPerDomain: gpus, tensorParallel: 1, expertTensorParallel: 1)
    #expect(packer.pack(packer.map([layout])).count == 24 / gpus)
    #expect(packer.pack(packer.map([layout]), limit: 3).count == 3)
    #expect(packer.pack(packer.map([layout]), gpuLimit: 9).count == 9 / gpus)
  }

  /// The first domain of the replica needs the least, the last one of the group offers the least.
  @Test func domainsOfAGroupAreInterchangeable() throws {
    var cluster = TinyCluster()
    cluster.unavailable = [7]
    let packer = ReplicaPacker(pool: try cluster.cluster().pools[0])
    let stages = [3, 4].map {
      StageLayout(domains: 1, gpusPerDomain: $0, tensorParallel: 1, expertTensorParallel: 1)
    }
    #expect(packer.pack(packer.map(stages)) == [[1, 0]])
  }
}
