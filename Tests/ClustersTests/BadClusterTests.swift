import Formats
import Foundation
import Testing
@testable import Clusters

/// Each fault is refused with its identifier, key and line.
@Suite struct BadClusterTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let old: String
    let new: String
    let id: String
    let key: String
    var testDescription: String { "\(new) → \(id)" }

    init(_ old: String, _ new: String, _ id: String, _ key: String) {
      self.old = old
      self.new = new
      self.id = id
      self.key = key
    }
  }

  static let counts = [
    Case("racks: 2", "racks: 0", "out-of-range", "pools[0].racks"),
    Case("racks: 2", "racks: -1", "out-of-range", "pools[0].racks"),
    Case("racks: 2", "racks: 1.5", "wrong-type", "pools[0].racks"),
    Case("racks: 2", "racks: .nan", "wrong-type", "pools[0].racks"),
    Case("racks: 2", "racks: 1e400", "wrong-type", "pools[0].racks"),
    Case("racks: 2", "racks: two", "wrong-type", "pools[0].racks"),
    Case("racks: 2", "racks: 1000000", "out-of-range", "pools[0].racks"),
    Case("racks: 2", "racks: 99999999999999999999", "out-of-range", "pools[0].racks"),
    Case("racks: 2", "racks:", "missing-key", "pools[0].racks"),
    Case("gpusPerNode: 8", "gpusPerNode: 0", "out-of-range", "pools[0].gpusPerNode"),
    Case("nodesPerRack: 4", "nodesPerRack: 0", "out-of-range", "pools[0].nodesPerRack"),
    Case("domain: node", "domain: 0", "out-of-range", "pools[0].domain"),
    Case("domain: node", "domain: 3", "domain-not-nested", "pools[0].domain"),
    Case("domain: node", "domain: 12", "domain-not-nested", "pools[0].domain"),
    Case("domain: node", "domain: row", "unknown-value", "pools[0].domain"),
  ]

  static let figures = [
    Case("2.8 us", "2.8", "unit-missing", "pools[0].tiers[0].latency"),
    Case("2.8 us", "2.8 GB/s", "unit-wrong", "pools[0].tiers[0].latency"),
    Case("50 GB/s\n        oversub", "50\n        oversub", "unit-missing", "pools[0].tiers[1].bandwidth"),
    Case("50 GB/s\n        oversub", "400 Gb/s\n        oversub", "unit-wrong", "pools[0].tiers[1].bandwidth"),
    Case("50 GB/s\n        oversub", "3.35 Tb/s\n        oversub", "unit-wrong", "pools[0].tiers[1].bandwidth"),
    Case("50 GB/s\n        oversub", "50 GB\n        oversub", "unit-wrong", "pools[0].tiers[1].bandwidth"),
    Case("50 GB/s\n        oversub", "-50 GB/s\n        oversub", "out-of-range", "pools[0].tiers[1].bandwidth"),
    Case("50 GB/s\n        oversub", "0 GB/s\n        oversub", "out-of-range", "pools[0].tiers[1].bandwidth"),
    Case("50 GB/s\n        oversub", "0/8\n        oversub", "out-of-range", "pools[0].tiers[1].bandwidth"),
    Case("50 GB/s\n        oversub", "1/0\n        oversub", "out-of-range", "pools[0].tiers[1].bandwidth"),
    Case("50 GB/s\n        oversub", "nan/8\n        oversub", "out-of-range", "pools[0].tiers[1].bandwidth"),
    Case("50 GB/s\n        oversub", "[50]\n        oversub", "wrong-type", "pools[0].tiers[1].bandwidth"),
    Case("subscription: 2", "subscription: 0", "out-of-range", "pools[0].tiers[1].oversubscription"),
    Case("subscription: 2", "subscription: .nan", "out-of-range", "pools[0].tiers[1].oversubscription"),
    Case("subscription: 2", "subscription: 1e400", "out-of-range", "pools[0].tiers[1].oversubscription"),
    Case("subscription: 2", "subscription: 1:7", "out-of-range", "pools[0].tiers[1].oversubscription"),
    Case("subscription: 2", "subscription: 7:0", "out-of-range", "pools[0].tiers[1].oversubscription"),
    Case("subscription: 2", "subscription: much", "wrong-type", "pools[0].tiers[1].oversubscription"),
  ]

  static let structure = [
    Case("spans: rack", "spans: 5 nodes", "tiers-not-nested", "pools[0].tiers[1].spans"),
    Case("spans: rack", "spans: node", "tiers-not-nested", "pools[0].tiers[0].spans"),
    Case("spans: rack", "spans: pool", "tiers-not-nested", "pools[0].tiers[1].spans"),
    Case("spans: pool", "spans: 3 racks", "tiers-not-nested", "pools[0].tiers[1].spans"),
    Case("spans: pool", "spans: rack", "tiers-not-nested", "pools[0].tiers[1].spans"),
    Case("spans: rack", "spans: 0 racks", "unknown-value", "pools[0].tiers[0].spans"),
    Case("spans: rack", "spans: everything", "unknown-value", "pools[0].tiers[0].spans"),
    Case("name: spine", "name: leaf", "duplicate-name", "pools[0].tiers[1].name"),
    Case("racks: 2", "rack: 2", "unknown-key", "pools[0].rack"),
    Case("name: small", "name: small\ncolour: red", "unknown-key", "colour"),
    Case("cluster/1", "cluster/2", "unsupported-version", "layline"),
    Case("layline: cluster/1\n", "", "missing-key", "layline"),
    Case("name: small\n", "", "missing-key", "name"),
    Case("H200-SXM", "H200", "unknown-accelerator", "pools[0].accelerator"),
    Case("H200-SXM", "H200-SXM\n    price: 2.50", "unit-missing", "pools[0].price"),
    Case("H200-SXM", "H200-SXM\n    scaleUp: { speed: 1 GB/s }", "unknown-key", "pools[0].scaleUp.speed"),
    Case(
      "H200-SXM", "H200-SXM\n    scaleUp: { bandwidthPerPeer: 2/1 }", "out-of-range",
      "pools[0].scaleUp.bandwidthPerPeer"),
    Case("H200-SXM", "H200-SXM\n    sources: { rack: x }", "unknown-key", "pools[0].sources.rack"),
    Case("H200-SXM", "H200-SXM\n    sources: { racks: 5 }", "wrong-type", "pools[0].sources.racks"),
    Case("name: small", "name: small\ninterconnect: { bandwidth: 1/2, latency: 1 us }", "out-of-range", "interconnect"),
  ]

  @Test(arguments: counts + figures + structure)
  func isRefused(fault: Case) throws {
    #expect(ClusterText.plain.contains(fault.old))
    let found = try #require(ClusterText.fault(fault.old, fault.new))
    #expect(found.id.rawValue == fault.id)
    #expect(found.key == fault.key)
    #expect(found.file == "small.yaml")
    #expect(found.line != nil)
    #expect(!"\(found)".contains("\n"))
  }

  @Test func bitsAreNamedAsBits() throws {
    let found = try #require(ClusterText.fault("50 GB/s\n        oversub", "3.35 Tb/s\n        oversub"))
    #expect(found.expected.contains("counts bits"))
    #expect(found.line == 17)
  }

  @Test func unknownAcceleratorNamesTheNearest() throws {
    let found = try #require(ClusterText.fault("H200-SXM", "H200"))
    #expect(found.advice?.contains("\"H200-SXM\"") == true)
    #expect(found.line == 5)
  }

  @Test func aTabIsNamed() throws {
    let found = try #require(ClusterText.fault("    racks: 2", "\tracks: 2"))
    #expect(found.id.rawValue == "yaml-tab")
    #expect(found.line == 6)
  }

  @Test func severalDomainsNeedTiers() throws {
    let start = try #require(ClusterText.plain.range(of: "    tiers:")).lowerBound
    let text = String(ClusterText.plain[..<start])
    for (text, id) in [(text, "missing-key"), (text + "    tiers: []\n", "out-of-range")] {
      let found = ClusterText.fault { _ = try Cluster(parsing: Data(text.utf8), file: "small.yaml") }
      #expect(found?.id.rawValue == id)
      #expect(found?.key == "pools[0].tiers")
    }
  }

  @Test func poolsAndTheirHostsHaveNamesOfTheirOwn() throws {
    let pool = """
        - { name: a, accelerator: H100-SXM5, racks: 1, nodesPerRack: 1, gpusPerNode: 8, domain: node, hosts: x }
      """
    let head = "layline: cluster/1\nname: two\npools:\n"
    for (second, key) in [(pool, "pools[1].name"), (pool.replacing("name: a", with: "name: b"), "pools")] {
      let text = head + pool + "\n" + second + "\n"
      let found = ClusterText.fault { _ = try Cluster(parsing: Data(text.utf8), file: "two.yaml") }
      #expect(found?.id.rawValue == "duplicate-name")
      #expect(found?.key == key)
    }
    let none = ClusterText.fault { _ = try Cluster(parsing: Data("\(head.dropLast()) []\n".utf8), file: "two.yaml") }
    #expect(none?.id.rawValue == "out-of-range")
  }

  @Test func otherThingsThanFilesAreRefused() throws {
    #expect(ClusterText.fault { _ = try Cluster(contentsOf: "/nowhere/at/all.yaml") }?.id.rawValue == "missing-file")
    #expect(ClusterText.fault { _ = try Cluster(contentsOf: NSTemporaryDirectory()) }?.id.rawValue == "file-unreadable")
    #expect(ClusterText.fault { _ = try ClusterReference("nowhere/all.yaml") }?.id.rawValue == "missing-file")
    let unknown = ClusterText.fault { _ = try ClusterReference("gb200-nvl72") }
    #expect(unknown?.id.rawValue == "unknown-cluster")
    #expect(unknown?.advice?.hasPrefix(#"did you mean "gb200-nvl72-1-rack" or "gb200-nvl72-2-racks" or "#) == true)
  }
}
