import Foundation
import Inputs
import Reporting
import Testing
import Topology

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
    #expect((fault?.id, fault?.key, fault?.line) == ("out-of-range", "pools[0].price", 10))
    let dear = try Cluster(parsing: Data(Self.cluster(price: "1e20 USD/GPU/h").utf8), file: "a.yaml")
    #expect(ClusterReport(dear).description.contains("8.00e+20 USD/h"))
  }

  /// The links of a torus follow from the ratio of two bandwidths.
  @Test func aBandwidthOfNothingIsRefused() {
    #expect(fault(Self.cluster(perPeer: "1e-300 GB/s"))?.id == "out-of-range")
    #expect(fault(Self.cluster()) == nil)
  }
}
