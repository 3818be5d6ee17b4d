import Inputs
import Launching

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
      throw Diagnostic(
        id: "flags-conflict", file: flag.name, found: "with --for \(target.rawValue)",
        expected: "--for \(flag.targets.map(\.rawValue).joined(separator: " or "))")
    }
  }
}
