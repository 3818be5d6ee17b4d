import Formats
import Foundation
import Testing

@testable import Clusters

@Suite("Clusters in a few words")
struct QuickClusterTests {
  @Test(
    arguments: [
      ("8x8 H200-SXM", 8, 8, "H200-SXM"), ("4 x 8 H200", 4, 8, "H200-SXM"), ("4×8 h200", 4, 8, "H200-SXM"),
      ("2x8xH100", 2, 8, "H100-SXM5"), ("3 nodes of 4 MI300X", 3, 4, "MI300X"), ("1 node B200", 1, 8, "B200-SXM"),
      ("2 racks GB200-NVL72", 2, 72, "GB200-NVL72"), ("1 rack of 36 GB200", 1, 36, "GB200-NVL72"),
      ("4x8 A100-SXM4-80GB", 4, 8, "A100-SXM4-80GB"),
    ])
  func wordsAreRead(written: String, count: Int, gpus: Int, accelerator: String) throws {
    let quick = try #require(try QuickCluster(parsing: written))
    #expect(quick.count == count && quick.gpusPerUnit == gpus && quick.accelerator == accelerator)
    let pool = try ClusterReference(written).read().pools[0]
    #expect(pool.gpuCount == count * gpus && pool.gpusPerDomain == gpus && pool.accelerator.id == accelerator)
  }

  /// The usual form is read as the same cluster, and its file as well.
  @Test(arguments: ["4 x 8 H200", "40x8 H100", "2 racks GB200", "2 nodes of 4 L40S"])
  func theFileReadsBack(written: String) throws {
    let reference = try ClusterReference(written)
    let (cluster, contents) = (try reference.read(), try reference.contents())
    #expect(try ClusterReference(reference.file).contents() == contents)
    #expect(try Cluster(parsing: contents, file: reference.file) == cluster)
  }

  /// Eight racks in words are the shipped cluster of eight, but for what is said of figures.
  @Test func figuresAreThoseOfShippedClusters() throws {
    let (quick, shipped) = (
      try ClusterReference("8 racks GB200").read().pools[0], try ClusterReference("gb200-nvl72-8-racks").read().pools[0]
    )
    #expect(quick.unnamed == shipped.unnamed)
    let node = try ClusterReference("1x8 H200").read().pools[0]
    #expect(try node.unnamed == ClusterReference("hgx-h200").read().pools[0].unnamed)
  }

  /// No figure of the network is taken for the user's.
  @Test func assumptionsAreMarked() throws {
    let sources = try ClusterReference("40x8 H200").read().pools[0].sources
    for figure in ["bandwidth", "oversubscription", "latency"] {
      let source = try #require(sources["tiers[0].\(figure)"])
      #expect(!source.isVerified && source.text.hasPrefix("assumed: "))
    }
    #expect(sources["tiers[0].latency"]?.text == "assumed: that of \"spine\" in deepseek-h800-2048")
    #expect(sources["gpusPerNode"]?.text == "given: 40x8 H200-SXM")
  }

  @Test(
    arguments: [
      ("8x8 H200-SMX", "unknown-accelerator"), ("8x8", "unknown-accelerator"), ("8x8 A100", "ambiguous-accelerator"),
      ("0x8 H200", "out-of-range"), ("125001x8 H200", "out-of-range"), ("99999999999999999999x8 H200", "out-of-range"),
      ("4x16 H200", "out-of-range"), ("8xH200", "out-of-range"), ("8x4 GB200", "out-of-range"),
      ("2 racks H200", "domain-not-nested"), ("4 nodes GB200", "domain-not-nested"), ("8x8 TPU-v5p", "missing-figure"),
      ("?x8 H200", "unsupported-value"), ("8 H200", "unknown-cluster"), ("2x.yaml", "missing-file"),
    ])
  func whatCannotBeIsRefused(written: String, id: String) {
    #expect(ClusterText.fault { _ = try ClusterReference(written) }?.id.rawValue == id)
  }

  @Test func nearNamesAreSaid() {
    let fault = ClusterText.fault { _ = try ClusterReference("8x8 H200-SMX") }
    #expect(fault?.advice?.contains("\"H200-SXM\"") == true)
  }
}
