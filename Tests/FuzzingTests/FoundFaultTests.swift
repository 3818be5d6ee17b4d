import Clusters
import Formats
import Foundation
import ReaderFuzzing
import Reporting
import Testing

/// What fuzzing found, each as small as it can be.
@Suite("Faults that damaged inputs once found")
struct FoundFaultTests {
  private static func cluster(price: String = "3 USD/GPU/h", perPeer: String = "450 GB/s") -> String {
    """
    layline: cluster/1
    name: small
    pools:
      - name: p
        accelerator: H200-SXM
        racks: 1
        nodesPerRack: 1
        gpusPerNode: 8
        domain: node
        price: \(price)
        scaleUp: { bandwidthPerPeer: \(perPeer) }

    """
  }

  private func fault(_ text: String) -> Diagnostic? {
    do {
      _ = try Cluster(parsing: Data(text.utf8), file: "a.yaml")
      return nil
    } catch { return error as? Diagnostic }
  }

  /// 8 · 10³⁰⁰ dollars an hour are no `Int`, in which they were printed.
  @Test func aPriceBeyondAllMoneyIsRefused() throws {
    let fault = fault(Self.cluster(price: "1e300 USD/GPU/h"))
    #expect((fault?.id.rawValue, fault?.key, fault?.line) == ("out-of-range", "pools[0].price", 10))
    let dear = try Cluster(parsing: Data(Self.cluster(price: "1e20 USD/GPU/h").utf8), file: "a.yaml")
    #expect(ClusterReport(dear).description.contains("8.00e+20 USD/h"))
  }

  /// 40,000 groups, each a call, and names of a megabyte.
  @Test(arguments: [
    String(repeating: "[0-0]", count: 40_000), "n[" + String(repeating: "0", count: 1_000_000) + "1-8]",
  ])
  func aPatternOfHostsIsNoProgram(pattern: String) {
    let time = ContinuousClock().measure {
      #expect(fault(Self.cluster() + "    hosts: \"\(pattern)\"\n")?.id.rawValue == "host-pattern")
    }
    #expect(time < .seconds(1))
  }

  /// A line of text for each pool, a million names for each line.
  @Test func poolsAreCountedTogether() {
    let pools = (0..<40).map { number in
      """
        - name: p\(number)
          accelerator: H200-SXM
          racks: 1
          nodesPerRack: 100000
          gpusPerNode: 8
          domain: pool
          hosts: "p\(number)-[0-99999]"

      """
    }
    let found = fault("layline: cluster/1\nname: large\npools:\n" + pools.joined())
    #expect((found?.id.rawValue, found?.key) == ("out-of-range", "pools[1]"))
  }

  /// Each place that is out was looked up among all hosts.
  @Test func manyHostsAndPlacesAreReadAtOnce() {
    let count = 20_000
    let places = (0..<count - 1).map { "      - n\($0)" }.joined(separator: "\n")
    let text = """
      layline: cluster/1
      name: large
      pools:
        - name: p
          accelerator: H200-SXM
          racks: 1
          nodesPerRack: \(count)
          gpusPerNode: 8
          domain: pool
          hosts: "n[0-\(count - 1)]"
          unavailable:
      \(places)

      """
    var cluster: Cluster?
    let time = ContinuousClock().measure { cluster = try? Cluster(parsing: Data(text.utf8), file: "a.yaml") }
    #expect(cluster?.pools[0].unavailable.count == 8 * (count - 1))
    #expect(time < .seconds(2))
  }

  /// Ranks were divided by it.
  @Test(arguments: ["tensorParallel", "expertTensorParallel"])
  func aDegreeOfNothingIsRefused(degree: String) throws {
    let reader = try #require(FuzzedReaders.named("plan"))
    for seed in reader.seeds {
      var text = String(decoding: seed, as: UTF8.self)
      for value in 1...8 { text = text.replacing("\"\(degree)\" : \(value)", with: "\"\(degree)\" : 0") }
      #expect(text.contains("\"\(degree)\" : 0"))
      #expect(reader.read(Array(text.utf8)) == .refused("out-of-range"))
    }
  }

  /// The links of a torus follow from the ratio of two bandwidths.
  @Test func aBandwidthOfNothingIsRefused() {
    #expect(fault(Self.cluster(perPeer: "1e-300 GB/s"))?.id.rawValue == "out-of-range")
    #expect(fault(Self.cluster()) == nil)
  }

  /// A stage from layer 65,536 to layer 2 was a range to what starts a plan.
  @Test func aStageThatEndsBeforeItBeginsIsNotLaunched() throws {
    let reader = try #require(FuzzedReaders.named("plan"))
    for seed in reader.seeds {
      let text = String(decoding: seed, as: UTF8.self).replacingOccurrences(
        of: #""firstLayer" *: *[0-9]+"#, with: #""firstLayer": 65536"#, options: .regularExpression)
      #expect(text.contains("65536"))
      if case .fault(let words) = reader.read(Array(text.utf8)) { Issue.record("\(words)") }
    }
  }
}
