import Clusters
import Formats

/// The script that each task of Slurm or MPI runs: it knows from its rank which machine it is on, and runs the first
/// machine's command or the others'.
struct TaskScript {
  /// The environment variable with the rank of a task: "SLURM_PROCID".
  let rankVariable: String
  /// The lines that set `leader` to the first machine, where it has no name.
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
      "#!/bin/sh", ShellText.comment("One task of \(worker.name)."), "set -eu",
      #"folder=$(cd "$(dirname "$0")" && pwd)"#,
    ]
    // Files may name each other by their names alone.
    lines += command.files.count > 1 ? [#"cd "$folder""#] : []
    lines += needsLeader ? findLeader : []
    var work = choosesGPUs ? gpuLines(worker) : []
    work += command.environment.map { "export " + ShellText.assignment($0) }
    let isAlike = worker.nodes.count == 1 || command.leader == command.follower
    let indentation = isAlike ? "  " : "    "
    let first = "exec " + ShellText.command(command.leader, in: context, indentation: indentation)
    let other = "exec " + ShellText.command(command.follower, in: context, indentation: indentation)
    work += isAlike ? [first] : [#"if [ "$node" -eq 0 ]; then"#, "  " + first, "else", "  " + other, "fi"]
    let needsNode = work.contains { $0.contains("$node") || $0.contains("${node}") }
    lines += needsNode ? nodeLines(worker, command) : []
    lines += work
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

/// The checks of a worker before anything is written.
enum LaunchChecks {
  /// GPUs of each machine, which must be the same everywhere.
  static func gpusPerNode(of worker: LaunchedWorker, for launcher: String) throws -> Int {
    guard let gpus = worker.gpusPerNode else {
      let counts = worker.nodes.map { "\($0.host): \($0.gpus.count)" }.joined(separator: ", ")
      throw Diagnostic(
        id: .notExpressible, file: launcher, key: worker.name,
        found: "machines with different numbers of GPUs (\(counts))",
        expected: "the same number of GPUs of each machine",
        advice: "use --for mpi, or plan with whole machines")
    }
    return gpus
  }

  /// Names of machines end up in lists that have no quotes.
  static func hostNames(of worker: LaunchedWorker, for launcher: String) throws {
    for node in worker.nodes where node.isNamed && !HostPattern.isName(node.host) {
      throw Diagnostic(
        id: .hostName, file: launcher, key: worker.name, found: "\"\(node.host)\"",
        expected: "a name of letters, digits, \".\", \"-\" and \"_\"")
    }
    let named = worker.nodes.filter(\.isNamed).map(\.host)
    guard Set(named).count == named.count else {
      throw Diagnostic(
        id: .hostName, file: launcher, key: worker.name, found: "a machine that stands twice",
        expected: "every machine once")
    }
  }

  /// Whether the machines are known by name.
  static func isNamed(_ worker: LaunchedWorker) -> Bool { worker.nodes.allSatisfy(\.isNamed) }
}

/// Starts the commands of an engine on many machines.
public protocol Launcher: Sendable {
  /// "slurm".
  var name: String { get }

  /// Whether workers are found at the names of their machines, as a router is told them; pods have addresses of their own.
  var reachesWorkersByHost: Bool { get }

  /// The files that start a deployment, with the files that its commands read.
  ///
  /// - Parameter command: An engine's command for each worker.
  /// - Throws: `Diagnostic` "not-expressible" for what the launcher cannot start, and what `command` throws.
  func files(
    for deployment: LaunchedDeployment, command: (LaunchedWorker) throws -> EngineCommand
  ) throws -> [LaunchFile]
}

extension Launcher {
  /// The default: workers are reached by host name.
  public var reachesWorkersByHost: Bool { true }
}

/// A shell script for each machine of each worker, to be started there.
public struct NodeScripts: Launcher {
  /// "scripts".
  public let name = "scripts"
  private let engine: String

  /// - Parameter engine: The engine with its version, for comments.
  public init(engine: String) { self.engine = engine }

  /// A script for each machine, and the engine's files once for each group.
  public func files(
    for deployment: LaunchedDeployment, command: (LaunchedWorker) throws -> EngineCommand
  ) throws -> [LaunchFile] {
    for worker in deployment.workers { try LaunchChecks.hostNames(of: worker, for: name) }
    return try deployment.groups.flatMap { group in
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
      ShellText.comment(
        "\(worker.name) of \(worker.model.name) with \(engine): machine \(index) of \(worker.nodes.count), "
          + "\(node.host), GPUs \(node.gpus.map(String.init).joined(separator: ",")), "
          + "ranks \(firstRank(worker, index)) to \(firstRank(worker, index) + node.gpus.count - 1)"),
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
