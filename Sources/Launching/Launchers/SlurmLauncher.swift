/// A batch script for each worker.
///
/// Slurm sorts the machines of a job by itself. Where the order of ranks is the plan's, it comes from a file of hosts
/// (`SLURM_HOSTFILE` with `--distribution=arbitrary`), and a task's rank is `SLURM_PROCID`, not `SLURM_NODEID`.
public struct SlurmLauncher: Launcher {
  /// "slurm".
  public let name = "slurm"
  private let topology: SlurmTopology?

  /// - Parameter topology: The network topology in Slurm; `nil` sets no constraint.
  public init(topology: SlurmTopology? = nil) { self.topology = topology }

  /// For each worker a script for sbatch, and a folder with the hosts, task and engine files.
  public func files(
    for deployment: LaunchedDeployment, command: (LaunchedWorker) throws -> EngineCommand
  ) throws -> [LaunchFile] {
    try deployment.workers.flatMap { worker in
      try LaunchChecks.hostNames(of: worker, for: name)
      let gpus = try LaunchChecks.gpusPerNode(of: worker, for: name)
      return try files(for: worker, gpus: gpus, of: deployment, command: command(worker))
    }
  }

  private func files(
    for worker: LaunchedWorker, gpus: Int, of deployment: LaunchedDeployment, command: EngineCommand
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

/// The batch script of one worker.
private struct SlurmJob {
  let worker: LaunchedWorker
  let gpus: Int
  let deployment: String
  let command: EngineCommand

  /// A line for each task, in the order of ranks; `nil` where Slurm chooses the machines, or there is one.
  var hosts: [String]? {
    guard LaunchChecks.isNamed(worker), worker.nodes.count > 1 else { return nil }
    return worker.nodes.flatMap { Array(repeating: $0.host, count: tasksPerNode) }
  }

  /// - Parameter near: The topology by which to ask for machines in one leaf or block.
  func text(near: SlurmTopology?) -> String {
    var lines = ["#!/bin/bash"]
    lines += options(near: near).map { "#SBATCH " + $0 }
    lines += ["# Submit it from the folder that it lies in, on a file system that the machines share."]
    lines += remarks.map(ShellText.comment)
    lines += ["set -euo pipefail", #"folder="${SLURM_SUBMIT_DIR:-$PWD}""#]
    var task = ["srun"]
    if hosts != nil {
      lines.append("export SLURM_HOSTFILE=\"$folder/\(worker.name)/hosts\"")
      task.append("--distribution=arbitrary")
    } else {
      task.append("--distribution=block")
    }
    task += ["--ntasks=\(worker.nodes.count * tasksPerNode)", "--kill-on-bad-exit=1"]
    task += command.processes == .onePerGPU ? ["--mpi=pmix"] : []
    lines += [task.joined(separator: " ") + " \\", "  \"$folder/\(worker.name)/task.sh\""]
    return lines.joined(separator: "\n") + "\n"
  }

  private var tasksPerNode: Int { command.processes == .onePerGPU ? gpus : 1 }
  private var isShared: Bool { worker.nodes.contains(where: \.isShared) }

  private func options(near: SlurmTopology?) -> [String] {
    var options = [
      "--job-name=\(jobName)", "--output=\(worker.name)-%j.log", "--nodes=\(worker.nodes.count)",
      "--ntasks-per-node=\(tasksPerNode)", "--gpus-per-node=\(gpus)",
    ]
    options += isShared ? [] : ["--exclusive"]
    options += LaunchChecks.isNamed(worker) ? ["--nodelist=" + worker.nodes.map(\.host).joined(separator: ",")] : []
    switch near {
    case .tree where worker.nodes.count > 1: options.append("--switches=1")
    case .block where worker.nodes.count > 1: options.append("--segment=\(worker.nodes.count)")
    default: break
    }
    return options
  }

  private var remarks: [String] {
    var remarks: [String] = []
    if !LaunchChecks.isNamed(worker) {
      remarks.append("The plan's cluster has no names of machines: Slurm chooses them, and their order.")
    }
    if isShared {
      let places = worker.nodes.map { "\($0.host): \($0.gpus.map(String.init).joined(separator: ","))" }
      remarks.append(
        "The plan takes a part of the machines; Slurm chooses which GPUs (planned \(places.joined(separator: "; "))).")
    }
    return remarks
  }

  private var jobName: String {
    String(
      "\(deployment)-\(worker.name)".map {
        $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "-"
      })
  }
}

/// The plugin of Slurm that describes the network, which decides how a job asks for nearby machines.
public enum SlurmTopology: String, Sendable, CaseIterable {
  /// Switches: `--switches=1`.
  case tree
  /// NVLink domains as blocks: `--segment=N`, since Slurm 23.11.
  case block

  /// The leaf switch or block of a worker; `nil` where it spans several.
  func place(of worker: LaunchedWorker) -> String? {
    switch self {
    case .tree: worker.leaf
    case .block: worker.domain
    }
  }
}
