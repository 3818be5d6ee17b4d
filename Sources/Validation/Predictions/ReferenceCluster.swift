import Inputs
import Quantities
import Topology

/// The cluster that a measured run is taken to have run on, where its file names an accelerator only.
enum ReferenceCluster {
  /// Enough domains for every run, all below one switch.
  private static let domains = 64

  /// Domains of 72 for rack-scale accelerators, else of 8; a network card of 400 Gb/s (200 on Ampere) for each GPU.
  /// - Throws: `Diagnostic` "unknown-accelerator".
  static func cluster(of name: String, in file: String) throws -> Cluster {
    let accelerator = try accelerator(named: name, in: file)
    let isRackScale = accelerator.id.hasSuffix("NVL72")
    let nodes = isRackScale ? 18 : 1
    let gpusPerNode = isRackScale ? 4 : 8
    let gpus = nodes * gpusPerNode
    let tier = ScaleOutTier(
      name: "leaf", gpusPerGroup: domains * gpus,
      bandwidth: Bandwidth(accelerator.family == "ampere" ? 25e9 : 50e9), oversubscription: 1,
      latency: Seconds(3.7e-6))
    let pool = Pool(
      name: accelerator.id, accelerator: accelerator, racks: domains, nodesPerRack: nodes, gpusPerNode: gpusPerNode,
      gpusPerDomain: gpus, scaleUp: accelerator.scaleUp, tiers: [tier], hosts: [], unavailable: [], price: nil,
      sources: [:])
    return Cluster(name: accelerator.id, file: "reference cluster", description: "", pools: [pool])
  }

  /// By catalogue id, or by the name that is common for its usual form: "H200", "h200_sxm", "gb200".
  private static func accelerator(named name: String, in file: String) throws -> Accelerator {
    let all = try AcceleratorCatalogue.accelerators()
    let wanted = plain(name)
    if let exact = all.first(where: { plain($0.id) == wanted }) { return exact }
    let stem = wanted.replacing("sxm5", with: "").replacing("sxm", with: "").replacing("hgx", with: "")
    let usual = [stem + "sxm", stem + "sxm5", stem + "nvl72", stem + "sxm480gb", stem]
    for candidate in usual {
      if let found = all.first(where: { plain($0.id) == candidate }) { return found }
    }
    throw Diagnostic(
      id: "unknown-accelerator", file: file, key: "accelerator", found: "\"\(name)\"",
      expected: "one of \(all.map(\.id).joined(separator: ", "))")
  }

  private static func plain(_ name: String) -> String {
    name.lowercased().filter { $0.isLetter || $0.isNumber }
  }
}
