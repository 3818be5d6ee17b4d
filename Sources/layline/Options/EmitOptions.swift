import ArgumentParser
import Formats
import FoundationEssentials
import Launching
import Plans

/// The flags of `layline emit`.
struct EmitOptions: ParsableArguments {
  @Argument(
    help: "A plan that layline plan wrote, of replicas or of a whole cluster.", completion: .file(extensions: ["json"]))
  var plan: String

  @Option(
    name: .customLong("for"),
    help:
      "What to write files for: an engine (sglang, vllm, trtllm, megatron), or what starts one (lws, dynamo, slurm, mpi)."
  )
  var target: String

  @Option(help: "The engine that lws, dynamo, slurm or mpi start: sglang, vllm, trtllm or megatron.")
  var engine: String?

  @Option(help: "Version of the engine, such as 0.5.23; the newest known one where none is given.")
  var engineVersion: String?

  @Option(
    help:
      "Version of what starts it: of LeaderWorkerSet for lws, of Dynamo for dynamo; the newest known one where none is given."
  )
  var launcherVersion: String?

  @Option(
    help: "Kubernetes: the node label of a scale-up domain, such as nvidia.com/gpu.clique; keeps a worker inside one.")
  var topologyKey: String?

  @Option(help: "Kubernetes: the image of the engine.")
  var image: String?

  @Option(help: "Slurm: how it describes the network, tree (--switches) or block (--segment).")
  var slurmTopology: String?

  @Option(help: "Where the engine finds the weights, where that is not the model's name: a folder or a repository.")
  var checkpoint: String?

  @Option(help: "The model of a plan of several whose workers are written; all of them where none is named.")
  var model: String?

  @Option(help: "Folder that the files are written into; missing or empty before.")
  var output: String?

  @Flag(help: "Print what is started, and what differs from the plan, as JSON.")
  var json = false

  func launchTarget() throws -> LaunchTarget {
    guard let known = try FlagValue.node("--for", target)?.choice(LaunchTarget.self) else {
      throw ValidationError("--for names what files are written for")
    }
    return known
  }

  /// - Throws: `Diagnostic` where an engine is missing, or given twice differently.
  func runtime(of target: LaunchTarget) throws -> any Engine {
    let named = try FlagValue.node("--engine", engine)?.choice(EngineRule.self)
    if let own = target.ownEngine {
      guard named == nil || named == own else {
        throw Diagnostic.flags(
          "--engine", "names another engine than --for \(target.rawValue)",
          "leave it out: it is for --for lws, dynamo, slurm and mpi")
      }
      return try own.engine(version: engineVersion)
    }
    guard let named else {
      let names = EngineRule.named.map(\.rawValue).joined(separator: ", ")
      throw Diagnostic.missing("--engine", "name the engine that \(target.rawValue) starts: \(names)")
    }
    return try named.engine(version: engineVersion)
  }

  /// - Throws: `Diagnostic` "output-taken".
  func outputFolder() throws -> OutputFolder? { try output.map { try OutputFolder(flag: "--output", path: $0) } }
}

extension EmitOptions {
  /// What starts the engine's commands.
  /// - Throws: `Diagnostic` for flags of another target, and versions that are not known.
  func launcher(of target: LaunchTarget, engine: any Engine) throws -> any Launcher {
    try checkFlags(of: target)
    let kubernetes = KubernetesOptions(topologyKey: topologyKey, image: image)
    switch target {
    case .sglang, .vllm, .megatron: return NodeScripts(engine: engine.name)
    case .trtllm, .mpi: return MPILauncher()
    case .lws:
      return LeaderWorkerSetLauncher(
        version: try launcherVersion.map { try LeaderWorkerSetVersion($0) } ?? .latest, options: kubernetes)
    case .dynamo:
      return DynamoLauncher(version: try launcherVersion.map { try DynamoVersion($0) } ?? .latest, options: kubernetes)
    case .slurm:
      let topology = try FlagValue.node("--slurm-topology", slurmTopology)?.choice(SlurmTopology.self)
      return SlurmLauncher(topology: topology)
    }
  }

  /// A flag that would do nothing is a mistake.
  private func checkFlags(of target: LaunchTarget) throws {
    let flags: [(name: String, value: String?, targets: [LaunchTarget])] = [
      ("--launcher-version", launcherVersion, [.lws, .dynamo]), ("--topology-key", topologyKey, [.lws, .dynamo]),
      ("--image", image, [.lws, .dynamo]), ("--slurm-topology", slurmTopology, [.slurm]),
    ]
    for flag in flags where flag.value != nil && !flag.targets.contains(target) {
      throw Diagnostic.flags(
        flag.name, "has no effect with --for \(target.rawValue)",
        "leave it out, or use --for \(flag.targets.map(\.rawValue).joined(separator: " or "))")
    }
  }
}
