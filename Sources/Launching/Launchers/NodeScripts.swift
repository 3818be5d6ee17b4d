import Inputs

/// A shell script for each machine of each worker, to be started there.
public struct NodeScripts: Launcher {
  public let name = "scripts"
  private let engine: String

  /// - Parameter engine: With its version, for comments.
  public init(engine: String) { self.engine = engine }

  public func files(
    for deployment: Deployment, command: (LaunchedWorker) throws -> EngineCommand
  ) throws -> [LaunchFile] {
    try deployment.groups.flatMap { group in
      let commands = try group.workers.map { ($0, try command($0)) }
      let shared = commands.first?.1.files ?? []
      return shared.map { LaunchFile(path: "\(group.name)/\($0.path)", text: $0.text) }
        + commands.flatMap { worker, command in
          worker.nodes.indices.map { script(worker, command, node: $0, group: group.name) }
        }
    }
  }

  /// Workers of a group read the same files, which lie in the folder above the worker's.
  private func script(
    _ worker: LaunchedWorker, _ command: EngineCommand, node index: Int, group: String
  ) -> LaunchFile {
    let node = worker.nodes[index]
    let leader = worker.nodes[0]
    let width = max(2, "\(worker.nodes.count - 1)".count)
    let number = String(repeating: "0", count: width - "\(index)".count) + "\(index)"
    let context = CommandContext(leader: .variable("leader"), nodeRank: .text("\(index)"), folder: .variable("folder"))
    var lines = [
      "#!/bin/sh",
      "# \(worker.name) of \(worker.model.name) with \(engine): machine \(index) of \(worker.nodes.count), \(node.host), "
        + "GPUs \(node.gpus.map(String.init).joined(separator: ",")), ranks \(firstRank(worker, index)) to "
        + "\(firstRank(worker, index) + node.gpus.count - 1)",
      "set -eu",
    ]
    let words = index == 0 ? command.leader : command.follower
    if words.contains(where: { if case .file = $0 { true } else { false } }) {
      lines.append(#"folder=$(cd "$(dirname "$0")/.." && pwd)"#)
    }
    if words.contains(where: { if case .leader = $0 { true } else { false } }) {
      lines.append("leader=${LEADER:-\(leader.host)}  # LEADER overrides the address of the worker's first machine")
    }
    if node.isShared {
      lines.append("export CUDA_VISIBLE_DEVICES=\(node.gpus.map(String.init).joined(separator: ","))")
    }
    lines += command.environment.map { "export \(ShellText.assignment($0))" }
    lines.append("exec " + ShellText.command(words, in: context))
    return LaunchFile(
      path: "\(group)/\(worker.name)/\(number)-\(node.host).sh", text: lines.joined(separator: "\n") + "\n",
      isExecutable: true)
  }

  private func firstRank(_ worker: LaunchedWorker, _ node: Int) -> Int {
    worker.nodes[..<node].reduce(0) { $0 + $1.gpus.count }
  }
}
