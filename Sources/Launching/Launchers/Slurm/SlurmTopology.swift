/// Which plugin of Slurm describes the network, and so how a job asks for machines that are near each other.
public enum SlurmTopology: String, Sendable, CaseIterable {
  /// Switches: `--switches=1`.
  case tree
  /// NVLink domains as blocks: `--segment=N`, since Slurm 23.11.
  case block

  /// The one leaf switch or block that a worker lies in; `nil` where it lies in several.
  func place(of worker: LaunchedWorker) -> String? {
    switch self {
    case .tree: worker.leaf
    case .block: worker.domain
    }
  }
}
