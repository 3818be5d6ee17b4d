/// A hostfile, a rankfile and an `mpirun` for each worker, in the forms of OpenMPI (checked with 4.1.4).
///
/// Ranks follow the machines of the hostfile in turn, and the GPUs of each: rank order is GPU order.
public struct MPILauncher: Launcher {
  /// "mpi".
  public let name = "mpi"

  public init() {}

  /// For each worker a script, and a folder with the hostfile, rankfile, task and engine files.
  public func files(
    for deployment: LaunchedDeployment, command: (LaunchedWorker) throws -> EngineCommand
  ) throws -> [LaunchFile] {
    try deployment.workers.flatMap { worker in
      try LaunchChecks.hostNames(of: worker, for: name)
      return try files(for: worker, of: deployment, command: command(worker))
    }
  }

  private func files(
    for worker: LaunchedWorker, of deployment: LaunchedDeployment, command: EngineCommand
  ) -> [LaunchFile] {
    let script = TaskScript(
      rankVariable: "OMPI_COMM_WORLD_RANK", findLeader: [#"leader=$(sed 's/ .*//;q' "$folder/hostfile")"#],
      choosesGPUs: true)
    var files = [
      LaunchFile(path: "\(worker.name).sh", text: start(worker, command), isExecutable: true),
      LaunchFile(path: "\(worker.name)/hostfile", text: hostfile(worker)),
      LaunchFile(path: "\(worker.name)/task.sh", text: script.text(for: worker, command: command), isExecutable: true),
    ]
    if command.processes == .onePerGPU {
      files.append(LaunchFile(path: "\(worker.name)/rankfile", text: rankfile(worker)))
    }
    return files
      + command.files.map {
        LaunchFile(path: "\(worker.name)/\($0.path)", text: $0.text, isExecutable: $0.isExecutable)
      }
  }

  private func start(_ worker: LaunchedWorker, _ command: EngineCommand) -> String {
    let tasks = command.processes == .onePerGPU ? worker.gpus : worker.nodes.count
    let map = command.processes == .onePerGPU ? "slot" : "ppr:1:node"
    var lines = [
      "#!/bin/sh",
      ShellText.comment("Starts \(worker.name): \(tasks) \(tasks == 1 ? "task" : "tasks") on \(machines(worker))."),
    ]
    if !LaunchChecks.isNamed(worker) {
      lines.append(
        "# The plan's cluster has no names of machines: write them into \(worker.name)/hostfile, in this order.")
    }
    lines += [
      "set -eu", #"folder=$(cd "$(dirname "$0")" && pwd)"#,
      "exec mpirun --hostfile \"$folder/\(worker.name)/hostfile\" -np \(tasks) --map-by \(map) --bind-to none \\",
      "  \"$folder/\(worker.name)/task.sh\"",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  private func machines(_ worker: LaunchedWorker) -> String {
    worker.nodes.count == 1 ? "one machine" : "\(worker.nodes.count) machines"
  }

  private func hostfile(_ worker: LaunchedWorker) -> String {
    worker.nodes.map { "\($0.host) slots=\($0.gpus.count) max-slots=\($0.gpus.count)\n" }.joined()
  }

  /// Slots are those of the hostfile, in which a machine has one for each GPU.
  private func rankfile(_ worker: LaunchedWorker) -> String {
    let places = worker.nodes.flatMap { node in node.gpus.indices.map { (node.host, $0) } }
    return places.enumerated().map { "rank \($0)=\($1.0) slot=\($1.1)\n" }.joined()
  }
}
