import Formats
import Foundation
import Quantities
import Testing
@testable import Clusters

@Suite struct ClusterReadingTests {
  @Test func readsShapeAndTiers() throws {
    let cluster = try ClusterText.cluster()
    let pool = cluster.pools[0]
    #expect(cluster.gpuCount == 64)
    #expect(pool.nodeCount == 8)
    #expect(pool.gpusPerDomain == 8)
    #expect(pool.domainCount == 8)
    #expect(pool.tiers.map(\.gpusPerGroup) == [32, 64])
    #expect(pool.tiers[0].bandwidth == Bandwidth(50e9))
    #expect(pool.tiers[1].effectiveBandwidth == Bandwidth(25e9))
    #expect(pool.scaleUp == pool.accelerator.scaleUp)
    #expect(pool.price == pool.accelerator.price)
  }

  @Test(arguments: [("1/8", 56.25e9), ("1 / 9", 50e9), ("2.5 GB/s", 2.5e9)])
  func aRatioIsTakenWhereABandwidthIs(written: String, expected: Double) throws {
    let tier = try ClusterText.cluster("50 GB/s\n        latency: 2.8", "\(written)\n        latency: 2.8").pools[0]
      .tiers[0]
    #expect(tier.bandwidth == Bandwidth(expected))
  }

  @Test(arguments: [("1", 1.0), ("7", 7), ("\"7:1\"", 7), ("3:2", 1.5), ("1.25", 1.25)])
  func readsOversubscription(written: String, expected: Double) throws {
    let tier = try ClusterText.cluster("oversubscription: 2", "oversubscription: \(written)").pools[0].tiers[1]
    #expect(tier.oversubscription == expected)
  }

  @Test(arguments: [("node", 8), ("rack", 32), ("4", 4), ("16", 16), ("1", 1)])
  func readsDomains(written: String, expected: Int) throws {
    let text = "domain: node\n    tiers:\n      - name: leaf\n        spans: rack\n"
    let changed = "domain: \(written)\n    tiers:\n      - name: leaf\n        spans: pool\n"
    // One tier is enough for this, whatever the domain.
    let end = ClusterText.plain.range(of: "      - name: spine").map { String(ClusterText.plain[..<$0.lowerBound]) }
    let source = try #require(end).replacing(text, with: changed)
    let cluster = try Cluster(parsing: Data(source.utf8), file: "small.yaml")
    #expect(cluster.pools[0].gpusPerDomain == expected)
  }

  @Test(arguments: [("rack", 32), ("4 nodes", 32), ("2 nodes", 16), ("1 rack", 32)])
  func readsSpans(written: String, expected: Int) throws {
    #expect(try ClusterText.cluster("spans: rack", "spans: \(written)").pools[0].tiers[0].gpusPerGroup == expected)
  }

  @Test func scaleUpCanBeOverridden() throws {
    let pool = try ClusterText.pool(adding: "scaleUp: { bandwidth: 1/2, latency: 5 us }\nprice: 3 USD/GPU/h")
    #expect(pool.scaleUp.bandwidth == Bandwidth(225e9))
    #expect(pool.scaleUp.bandwidthPerPeer == Bandwidth(225e9))
    #expect(pool.scaleUp.latency.formatted() == "5.00 µs")
    #expect(pool.price?.formatted() == "3.00 USD/GPU/h")
  }

  @Test func aPoolOfOneDomainNeedsNoNetwork() throws {
    let start = try #require(ClusterText.plain.range(of: "    tiers:")).lowerBound
    let text = ClusterText.plain[..<start].replacing("domain: node", with: "domain: pool")
    let pool = try Cluster(parsing: Data(text.utf8), file: "small.yaml").pools[0]
    #expect(pool.tiers.isEmpty)
    #expect(pool.domainCount == 1)
    #expect(pool.upToOutRatio == nil)
  }

  @Test func theMostSpecificSourceWins() throws {
    let pool = try ClusterText.pool(
      adding: """
        scaleUp: { latency: 5 us }
        sources:
          default: a guide
          racks: { text: a guess, verified: false }
          tiers: a network guide
        """)
    #expect(pool.sources["racks"] == FigureSource("a guess", isVerified: false))
    #expect(pool.sources["gpusPerNode"] == FigureSource("a guide"))
    #expect(pool.sources["scaleUp.latency"] == FigureSource("a guide"))
    #expect(pool.sources["tiers[1].latency"] == FigureSource("a network guide"))
  }

  @Test func documentsAreWrittenOut() throws {
    let text =
      "documents: { guide: The Guide }\n"
      + ClusterText.plain.replacing(
        "        latency: 2.8 us",
        with: "        latency: 2.8 us\n        sources: { default: guide, latency: \"guide: page 3\" }")
    let pool = try Cluster(parsing: Data(text.utf8), file: "small.yaml").pools[0]
    #expect(pool.sources["tiers[0].bandwidth"] == FigureSource("The Guide"))
    #expect(pool.sources["tiers[0].latency"] == FigureSource("The Guide (page 3)"))
    #expect(pool.sources["tiers[1].latency"] == nil)
  }

  @Test func jsonReadsLikeYAML() throws {
    let text = """
      {"layline": "cluster/1", "name": "j", "pools": [{"name": "a", "accelerator": "H100-SXM5", "racks": 1,
       "nodesPerRack": 1, "gpusPerNode": 8, "domain": "node"}]}
      """
    #expect(try Cluster(parsing: Data(text.utf8), file: "j.json").gpuCount == 8)
  }

  @Test func theExampleOfTheReadMeIsRight() throws {
    let page = try String(contentsOf: Repository.clusters.appending(path: "README.md"), encoding: .utf8)
    let parts = page.components(separatedBy: "```")
    let text = try #require(parts.count == 3 ? parts[1].dropFirst("yaml\n".count) : nil)
    let pool = try Cluster(parsing: Data(text.utf8), file: "README.md").pools[0]
    #expect(pool.unavailable == [13] + Array(56..<64))
    #expect(pool.effectiveBandwidth(at: .tier(1)) == Bandwidth(25e9))
  }
}
