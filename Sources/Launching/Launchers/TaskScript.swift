/// The script that each task of Slurm or MPI runs: it knows from its rank which machine it is on, and runs the first
/// machine's command or the others'.
struct TaskScript {
  /// Where a task finds its rank: "SLURM_PROCID".
  let rankVariable: String
  /// How it finds the first machine where that has no name: lines that set `leader`.
  let findLeader: [String]
  /// Whether the GPUs of a machine that is shared have to be named.
  let choosesGPUs: Bool

  /// - Returns: A script for POSIX sh that expects the command's files beside itself.
  func text(for worker: LaunchedWorker, command: EngineCommand) -> String {
    let isNamed = LaunchChecks.isNamed(worker)
    let leader: CommandContext.Value = isNamed ? .text(worker.nodes[0].host) : .variable("leader")
    let context = CommandContext(leader: leader, nodeRank: .variable("node"), folder: .variable("folder"))
    let needsLeader =
      !isNamed && (command.leader + command.follower).contains { if case .leader = $0 { true } else { false } }
    var lines = [
      "#!/bin/sh", "# One task of \(worker.name).", "set -eu", #"folder=$(cd "$(dirname "$0")" && pwd)"#,
    ]
    // Files may name each other by their names alone.
    lines += command.files.count > 1 ? [#"cd "$folder""#] : []
    lines += needsLeader ? findLeader : []
    lines += nodeLines(worker, command)
    lines += choosesGPUs ? gpuLines(worker) : []
    lines += command.environment.map { "export " + ShellText.assignment($0) }
    let isAlike = worker.nodes.count == 1 || command.leader == command.follower
    let indentation = isAlike ? "  " : "    "
    let first = "exec " + ShellText.command(command.leader, in: context, indentation: indentation)
    let other = "exec " + ShellText.command(command.follower, in: context, indentation: indentation)
    lines += isAlike ? [first] : [#"if [ "$node" -eq 0 ]; then"#, "  " + first, "else", "  " + other, "fi"]
    return lines.joined(separator: "\n") + "\n"
  }

  /// Lines that set `node`, the number of the machine.
  private func nodeLines(_ worker: LaunchedWorker, _ command: EngineCommand) -> [String] {
    let rank = "$\(rankVariable)"
    if command.processes == .onePerNode { return ["node=\(rank)"] }
    if let gpus = worker.gpusPerNode { return ["node=$((\(rankVariable) / \(gpus)))"] }
    var lines: [String] = []
    var end = 0
    for (index, node) in worker.nodes.enumerated() {
      end += node.gpus.count
      lines.append("\(index == 0 ? "if" : "elif") [ \"\(rank)\" -lt \(end) ]; then node=\(index)")
    }
    return lines + ["fi"]
  }

  private func gpuLines(_ worker: LaunchedWorker) -> [String] {
    guard worker.nodes.contains(where: \.isShared) else { return [] }
    let cases = worker.nodes.enumerated().map { index, node in
      "  \(index)) CUDA_VISIBLE_DEVICES=\(node.gpus.map(String.init).joined(separator: ",")) ;;"
    }
    return [#"case "$node" in"#] + cases + ["esac", "export CUDA_VISIBLE_DEVICES"]
  }
}
