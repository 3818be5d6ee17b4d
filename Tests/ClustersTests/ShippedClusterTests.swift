import Foundation
import Quantities
import Testing
@testable import Clusters

@Suite struct ShippedClusterTests {
  private func pool(_ name: String) throws -> Pool { try ClusterReference(name).read().pools[0] }

  @Test func everyFileOfTheFolderIsBuiltIn() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Repository.clusters.path())
      .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }
    #expect(files.sorted() == ShippedClusters.names)
    for name in files {
      let text = try Data(contentsOf: Repository.clusters.appending(path: "\(name).yaml"))
      #expect(ShippedClusters.bytes(of: name).map { Data($0) } == text, "\(name) is built in as it stands")
    }
  }

  @Test(arguments: ShippedClusters.names)
  func readsWithASourceForEachFigure(name: String) throws {
    let cluster = try ClusterReference(name).read()
    #expect(cluster.name == name)
    #expect(!cluster.description.isEmpty)
    #expect(cluster.file == "Clusters/\(name).yaml")
    for pool in cluster.pools {
      let tiers = pool.tiers.indices.flatMap { tier in
        ["bandwidth", "oversubscription", "latency"].map { "tiers[\(tier)].\($0)" }
      }
      let expected = ["racks", "nodesPerRack", "gpusPerNode", "domain"] + tiers
      #expect(Set(expected).subtracting(pool.sources.keys).isEmpty)
      #expect(pool.accelerator.sources["memoryBandwidth"] != nil)
      #expect(pool.price == nil || (pool.sources["price"] ?? pool.accelerator.sources["price"]) != nil)
    }
    let path = Repository.clusters.appending(path: "\(name).yaml").path()
    #expect(try ClusterReference(path).read().gpuCount == cluster.gpuCount)
    #expect(try String(contentsOfFile: path, encoding: .utf8).hasPrefix("# yaml-language-server: $schema="))
  }

  @Test(arguments: [
    ("hgx-h100", 8, 8), ("hgx-h200", 8, 8), ("hgx-b200", 8, 8), ("hgx-h200-4-nodes", 32, 32),
    ("dgx-h100-superpod-1-su", 256, 248), ("dgx-h100-superpod-4-su", 1024, 1016), ("gb200-nvl72-1-rack", 72, 72),
    ("gb200-nvl72-2-racks", 144, 144), ("gb200-nvl72-8-racks", 576, 576), ("gb300-nvl72-8-racks", 576, 576),
    ("deepseek-h800-2048", 2048, 2048), ("llama3-roce-24576", 24576, 24576), ("rubin-nvl72", 72, 72),
    ("mi300x-4-nodes", 32, 32), ("mixed-gb200-h200", 208, 208), ("blackboard", 576, 576),
  ])
  func hasItsGPUs(name: String, all: Int, available: Int) throws {
    let cluster = try ClusterReference(name).read()
    #expect(cluster.gpuCount == all)
    #expect(cluster.pools.reduce(0) { $0 + $1.availableGPUCount } == available)
  }

  @Test(arguments: [
    ("gb200-nvl72-8-racks", 18.0), ("gb200-nvl72-1-rack", 18), ("gb300-nvl72-8-racks", 9), ("hgx-h100", 9),
    ("dgx-h100-superpod-4-su", 9), ("deepseek-h800-2048", 4), ("hgx-b200", 18), ("rubin-nvl72", 9),
    ("mi300x-4-nodes", 8.96), ("blackboard", 8),
  ])
  func hasItsRatio(name: String, ratio: Double) throws {
    #expect(try pool(name).upToOutRatio == ratio)
  }

  @Test func blackboardIsRound() throws {
    let pool = try pool("blackboard")
    #expect(pool.accelerator.memoryDrainTime == Seconds(0.0144))
    #expect(pool.accelerator.operationsPerByte(.bfloat16) == 300)
    #expect(pool.scaleUp.bandwidth / pool.tiers[0].effectiveBandwidth == 8)
    #expect(pool.domainCount == 8)
    #expect(pool.gpusPerDomain == 72)
    #expect(pool.price?.formatted() == "2.00 USD/GPU/h")
  }

  @Test func podsOfTheRoCEClusterShareASeventh() throws {
    let pool = try pool("llama3-roce-24576")
    #expect(pool.tiers.map(\.gpusPerGroup) == [16, 3072, 24576])
    #expect(pool.meetingLevel(of: 0, and: 15) == .tier(0))
    #expect(pool.meetingLevel(of: 0, and: 3071) == .tier(1))
    #expect(pool.meetingLevel(of: 0, and: 3072) == .tier(2))
    #expect(pool.effectiveBandwidth(at: .tier(1)) == Bandwidth(50e9))
    #expect(pool.effectiveBandwidth(at: .tier(2)) == Bandwidth(50e9 / 7))
  }

  @Test func unitsOfTheSuperPODMeetAtTheSpine() throws {
    let pool = try pool("dgx-h100-superpod-4-su")
    #expect(pool.meetingLevel(of: 0, and: 255) == .tier(0))
    #expect(pool.meetingLevel(of: 255, and: 256) == .tier(1))
    #expect(pool.unavailablePlaces == ["rack 31, node 3"])
  }

  @Test func mixedPoolsAreConnected() throws {
    let cluster = try ClusterReference("mixed-gb200-h200").read()
    #expect(cluster.pools.map(\.accelerator.family) == ["blackwell", "hopper"])
    #expect(cluster.interconnect?.gpusPerGroup == 208)
    #expect(cluster.interconnect?.effectiveBandwidth == Bandwidth(50e9))
    #expect(cluster.sources["interconnect.latency"]?.isVerified == false)
  }
}
