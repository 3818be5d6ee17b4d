import Inputs

/// Megatron Core, started with torchrun on each machine.
///
/// A plan is of inference, and Megatron is what trains: it gets the layout (degrees and pipeline split) for the server of
/// its repository, tools/run_text_generation_server.py. The architecture comes from the checkpoint (`--use-checkpoint-args`).
/// Ranks go through TP, then DP, then stages ("tp-cp-ep-dp-pp"), and through expert TP, then EP: as `LaunchedStage` has them.
public struct Megatron: Engine {
  private let version: MegatronVersion
  private let script: String
  private let checkpoint: String?

  /// Versions that `init` takes, the oldest first.
  public static let knownVersions = MegatronVersion.known

  /// - Parameters:
  ///   - version: "0.16.1".
  ///   - script: What torchrun runs.
  ///   - checkpoint: A folder with a checkpoint of Megatron's; `nil` for the model's name.
  /// - Throws: `Diagnostic` "unknown-version" that lists the known ones.
  public init(
    version: String, script: String = "tools/run_text_generation_server.py", checkpoint: String? = nil
  ) throws {
    self.version = try MegatronVersion(version)
    self.script = script
    self.checkpoint = checkpoint
  }

  /// "megatron 0.16.1".
  public var name: String { "megatron \(version.name)" }

  /// torchrun on every machine, with the layout that all stages have.
  ///
  /// - Throws: `Diagnostic` "not-expressible" for stages or machines that differ, and for splits that the version has no flags
  ///   for.
  public func command(for worker: LaunchedWorker) throws -> EngineCommand {
    let stage = try evenStage(of: worker)
    let gpus = try gpusPerNode(of: worker)
    let port = 5000
    var start: [CommandWord] = [
      .text("torchrun"), .text("--nnodes"), .text(String(worker.nodes.count)), .text("--nproc-per-node"),
      .text(String(gpus)), .text("--node-rank"), .nodeRank(times: 1), .text("--master-addr"), .leader(port: nil),
      .text("--master-port"), .text("29500"), .text(script),
    ]
    start += try flags(for: worker, stage: stage).map { .text($0) }
    start += [.text("--port"), .text(String(port))]
    return EngineCommand(engine: "megatron", leader: start, follower: start, port: port)
  }

  /// What the layout of a worker loses: Megatron has no flags for it.
  public func limits(on worker: LaunchedWorker) -> [String] {
    var limits = [
      "--load wants a checkpoint in Megatron's form; \(worker.model.name) has to be converted with its tools."
    ]
    if worker.stages.contains(where: { $0.redundantExperts > 0 }) {
      limits.append("Redundant experts are not there: Megatron keeps one copy of each expert.")
    }
    if worker.model.expertCount > 0 && worker.stages.contains(where: { $0.expertParallel > 1 }) {
      limits.append(
        "The placement of experts is not the plan's: Megatron gives EP rank i the experts from i * E / EP on.")
    }
    if worker.model.draftLayerCount > 0 && !version.hasMultiTokenPrediction {
      limits.append("Multi-token prediction is left out: Megatron Core has it from 0.12.0 on.")
    }
    return limits
  }

  private func flags(for worker: LaunchedWorker, stage: LaunchedStage) throws -> [String] {
    let model = worker.model
    var flags = [
      "--use-checkpoint-args", "--load", checkpoint ?? model.name,
      "--num-layers", String(model.layerCount),
      "--tensor-model-parallel-size", String(stage.tensorParallel),
      "--pipeline-model-parallel-size", String(worker.stages.count),
      "--context-parallel-size", "1",
    ]
    if model.expertCount > 0 {
      flags += [
        "--num-experts", String(model.expertCount),
        "--expert-model-parallel-size", String(stage.expertParallel),
        "--expert-tensor-parallel-size", String(stage.expertTensorParallel),
      ]
    }
    // Sequences are cut where the position table ends, whatever the checkpoint was trained with.
    flags += ["--max-position-embeddings", String(worker.contextLength), "--seq-length", String(worker.contextLength)]
    flags += ["--micro-batch-size", "1"]
    let drafts = version.hasMultiTokenPrediction ? model.draftLayerCount : 0
    flags += drafts > 0 ? ["--mtp-num-layers", String(drafts)] : []
    flags += worker.sequences.map { ["--max-batch-size", String($0)] } ?? []
    let pipeline = MegatronPipeline(counts: worker.stages.map(\.layers.count), draftLayers: drafts)
    return try flags + pipeline.flags(for: version, worker: worker.name)
  }

  private func evenStage(of worker: LaunchedWorker) throws -> LaunchedStage {
    guard let stage = worker.evenStage else {
      throw Diagnostic(
        id: "not-expressible", file: name, key: worker.name, found: "stages of different degrees",
        expected: "the same TP, DP and EP in every stage")
    }
    return stage
  }

  private func gpusPerNode(of worker: LaunchedWorker) throws -> Int {
    try LaunchChecks.gpusPerNode(of: worker, for: name)
  }
}
