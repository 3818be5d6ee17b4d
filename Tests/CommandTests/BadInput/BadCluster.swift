import Testing

/// A cluster file with one line changed, and what the change is refused with.
struct BadCluster: Sendable, CustomTestStringConvertible {
  static let good = """
    layline: cluster/1
    name: small
    pools:
      - name: h200
        accelerator: H200-SXM
        racks: 1
        nodesPerRack: 2
        gpusPerNode: 8
        domain: node
        tiers:
          - { name: leaf, spans: pool, bandwidth: 50 GB/s, latency: 3 us }

    """

  let old: String
  let new: String
  let id: String
  let key: String
  let line: Int

  var testDescription: String { new }
  var text: String { Self.good.replacing(old, with: new) }

  static let all = [
    BadCluster(old: "    racks: 1", new: "\tracks: 1", id: "yaml-tab", key: "", line: 6),
    BadCluster(old: "racks: 1", new: "rack: 1", id: "unknown-key", key: "pools[0].rack", line: 6),
    BadCluster(old: "racks: 1", new: "racks: 0", id: "out-of-range", key: "pools[0].racks", line: 6),
    BadCluster(old: "gpusPerNode: 8", new: "gpusPerNode: 0", id: "out-of-range", key: "pools[0].gpusPerNode", line: 8),
    BadCluster(
      old: "nodesPerRack: 2", new: "nodesPerRack: -2", id: "out-of-range", key: "pools[0].nodesPerRack", line: 7),
    BadCluster(old: "racks: 1", new: "racks: 1e400", id: "wrong-type", key: "pools[0].racks", line: 6),
    BadCluster(old: "H200-SXM", new: "H200", id: "unknown-accelerator", key: "pools[0].accelerator", line: 5),
    bandwidth("50", id: "unit-missing"),
    bandwidth("3.35 Tb/s", id: "unit-wrong"),
    bandwidth("50 GiB", id: "unit-wrong"),
    bandwidth("0 GB/s", id: "out-of-range"),
    bandwidth("-50 GB/s", id: "out-of-range"),
    bandwidth("NaN GB/s", id: "unit-wrong"),
    bandwidth("1e400 GB/s", id: "unit-wrong"),
  ]

  private static func bandwidth(_ written: String, id: String) -> BadCluster {
    BadCluster(old: "50 GB/s", new: written, id: id, key: "pools[0].tiers[0].bandwidth", line: 11)
  }
}
