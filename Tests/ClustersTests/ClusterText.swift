import Formats
import Foundation
@testable import Clusters

/// A small right cluster, whose lines the tests change.
enum ClusterText {
  static let plain = """
    layline: cluster/1
    name: small
    pools:
      - name: h200
        accelerator: H200-SXM
        racks: 2
        nodesPerRack: 4
        gpusPerNode: 8
        domain: node
        tiers:
          - name: leaf
            spans: rack
            bandwidth: 50 GB/s
            latency: 2.8 us
          - name: spine
            spans: pool
            bandwidth: 50 GB/s
            oversubscription: 2
            latency: 3.7 us

    """

  /// Reads the small cluster with one text replaced by another.
  static func cluster(_ old: String = "", _ new: String = "") throws -> Cluster {
    let text = old.isEmpty ? plain : plain.replacing(old, with: new)
    return try Cluster(parsing: Data(text.utf8), file: "small.yaml")
  }

  /// The small cluster's pool with lines added at its end.
  static func pool(adding lines: String) throws -> Pool {
    let text = plain + lines.split(separator: "\n").map { "    \($0)\n" }.joined()
    return try Cluster(parsing: Data(text.utf8), file: "small.yaml").pools[0]
  }

  /// What reading the changed cluster is refused with; `nil` where it is read.
  static func fault(_ old: String, _ new: String) -> Diagnostic? { fault { _ = try cluster(old, new) } }

  /// What a piece of work is refused with; `nil` where it is not.
  static func fault(_ work: () throws -> Void) -> Diagnostic? {
    do {
      try work()
      return nil
    } catch {
      return error as? Diagnostic
    }
  }
}
