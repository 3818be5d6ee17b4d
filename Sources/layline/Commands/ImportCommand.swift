import ArgumentParser
import ClusterImport
import Foundation

/// `layline import`.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Write a cluster file from what already describes the cluster.",
    discussion: """
      Reads Slurm's topology.conf, topology.yaml, slurm.conf and gres.conf, "kubectl get nodes -o json", graphs and models of \
      topograph, "nvidia-smi topo -m" and "--query-gpu" tables, NCCL and RCCL topologies, and dumps of ibnetdiscover. \
      Several files are put together, and what two of them say differently is an error that names both. What no file says \
      is taken from the accelerator's catalogue entry and from shipped clusters, and marked as assumed.
      """)

  @OptionGroup var options: ImportCommandOptions

  func run() throws {
    let output = try options.outputFile()
    let imported = try ClusterImporter(options.importOptions()).cluster(from: options.sources())
    if let output {
      try output.write(Data(imported.text.utf8))
    } else {
      // The text ends in a line break of its own.
      try Answer.print(String(imported.text.dropLast()))
    }
    _ = Descriptor.errors.write(Data(summary(imported).utf8))
  }

  /// For people, on stderr.
  private func summary(_ imported: ImportedCluster) -> String {
    let lines = imported.cluster.pools.map { pool in
      "\(pool.name): \(pool.racks) x \(pool.nodesPerRack) nodes of \(pool.gpusPerNode) \(pool.accelerator.id), "
        + "\(pool.availableGPUCount) of \(pool.gpuCount) GPUs in use, domains of \(pool.gpusPerDomain), "
        + (pool.tiers.isEmpty ? "no network" : "tiers " + pool.tiers.map(\.name).joined(separator: ", "))
    }
    return (lines + imported.notes.map { "note: \($0)" }).map { "\($0)\n" }.joined()
  }
}
