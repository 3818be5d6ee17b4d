import Clusters
import Quantities

/// The clusters that ship with the product, as `layline cluster list` prints them.
public struct ClusterList: Encodable, Sendable, CustomStringConvertible {
  /// The version of this form.
  let layline = "cluster-list/1"
  let clusters: [Entry]

  /// Reads the shipped files.
  /// - Throws: `Diagnostic` where a shipped file itself is broken, which tests rule out.
  public init() throws {
    clusters = try ShippedClusters.names.map { Entry(try ClusterReference($0).read()) }
  }

  /// A line for each cluster, below a heading.
  public var description: String {
    let rows = [["name", "GPUs", "accelerator", "domain", "scale-up", "scale-out"]] + clusters.map(\.cells)
    return Page.table(rows, numbers: [1, 3]).joined(separator: "\n")
  }

  /// A shipped cluster.
  struct Entry: Encodable, Sendable {
    let name: String
    let description: String
    let gpus: Int
    let pools: [PoolEntry]

    init(_ cluster: Cluster) {
      name = cluster.name
      description = cluster.description
      gpus = cluster.gpuCount
      pools = cluster.pools.map(PoolEntry.init)
    }

    var cells: [String] {
      [
        name, Numerals.grouped(gpus), joined(\.accelerator), joined { "\($0.gpusPerDomain)" }, joined(\.scaleUp),
        joined(\.scaleOut),
      ]
    }

    /// Of every pool; once where they agree.
    private func joined(_ text: (PoolEntry) -> String) -> String {
      let texts = pools.map(text)
      return Set(texts).count == 1 ? texts[0] : texts.joined(separator: " + ")
    }
  }

  /// A pool of it.
  struct PoolEntry: Encodable, Sendable {
    let name: String
    let accelerator: String
    let gpus: Int
    let gpusPerDomain: Int
    let scaleUp_BPerSecond: Double
    /// Out of a domain, for each GPU alone; absent where there is no network.
    let scaleOut_BPerSecond: Double?

    init(_ pool: Pool) {
      name = pool.name
      accelerator = pool.accelerator.id
      gpus = pool.gpuCount
      gpusPerDomain = pool.gpusPerDomain
      scaleUp_BPerSecond = pool.scaleUp.bandwidth.value
      scaleOut_BPerSecond = pool.tiers.first?.bandwidth.value
    }

    fileprivate var scaleUp: String { "\(Bandwidth(scaleUp_BPerSecond))" }
    fileprivate var scaleOut: String { scaleOut_BPerSecond.map { "\(Bandwidth($0))" } ?? "-" }
  }
}
