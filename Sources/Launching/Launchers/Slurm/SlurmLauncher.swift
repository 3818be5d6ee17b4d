/// A batch script for each worker.
///
/// Slurm sorts the machines of a job by itself. Where the order of ranks is the plan's, it comes from a file of hosts
/// (`SLURM_HOSTFILE` with `--distribution=arbitrary`), and a task's rank is `SLURM_PROCID`, not `SLURM_NODEID`.
public struct SlurmLauncher: Launcher {
  /// "slurm".
  public let name = "slurm"
  private let topology: SlurmTopology?

  /// - Parameter topology: How Slurm describes the network; `nil` asks for nothing.
  public init(topology: SlurmTopology? = nil) { self.topology = topology }

  /// For each worker a script for sbatch, and a folder with its hosts, its task and what the engine reads.
  public func files(
    for deployment: Deployment, command: (LaunchedWorker) throws -> EngineCommand
  ) throws -> [LaunchFile] {
    try deployment.workers.flatMap { worker in
      try LaunchChecks.hostNames(of: worker, for: name)
      let gpus = try LaunchChecks.gpusPerNode(of: worker, for: name)
      return try files(for: worker, gpus: gpus, of: deployment, command: command(worker))
    }
  }

  private func files(
    for worker: LaunchedWorker, gpus: Int, of deployment: Deployment, command: EngineCommand
  ) -> [LaunchFile] {
    let job = SlurmJob(worker: worker, gpus: gpus, deployment: deployment.name, command: command)
    let near = topology.flatMap { $0.place(of: worker) == nil ? nil : $0 }
    let script = TaskScript(
      rankVariable: "SLURM_PROCID",
      findLeader: [#"leader=$(scontrol show hostnames "$SLURM_JOB_NODELIST" | head -n 1)"#], choosesGPUs: false)
    var files = [LaunchFile(path: "\(worker.name).sbatch", text: job.text(near: near))]
    if let hosts = job.hosts {
      files.append(LaunchFile(path: "\(worker.name)/hosts", text: hosts.map { $0 + "\n" }.joined()))
    }
    files.append(
      LaunchFile(
        path: "\(worker.name)/task.sh", text: script.text(for: worker, command: command), isExecutable: true))
    return files
      + command.files.map {
        LaunchFile(path: "\(worker.name)/\($0.path)", text: $0.text, isExecutable: $0.isExecutable)
      }
  }
}
