/// Megatron Core, started with torchrun on each machine.
///
/// A plan is of inference, and Megatron is what trains: it gets the layout (degrees and pipeline split) for the server of
/// its repository, tools/run_text_generation_server.py. The architecture comes from the checkpoint (`--use-checkpoint-args`).
/// Ranks go through TP, then DP, then stages ("tp-cp-ep-dp-pp"), and through expert TP, then EP: as `LaunchedStage` has them.
public struct Megatron: Engine {
  let version: MegatronVersion
  private let script: String
  private let checkpoint: String?

  /// - Parameters:
  ///   - version: "0.16.1"; `nil` takes the newest.
  ///   - script: What torchrun runs.
  ///   - checkpoint: A folder with a checkpoint of Megatron's; `nil` for the model's name.
  /// - Throws: `Diagnostic` "unknown-version" that lists the known ones.
  public init(
    version: String?, script: String = "tools/run_text_generation_server.py", checkpoint: String? = nil
  ) throws {
    self.version = try MegatronVersion(version)
    self.script = script
    self.checkpoint = checkpoint
  }

  /// "megatron 0.16.1".
  public var name: String { "megatron \(version.release)" }

  /// torchrun on every machine, with the layout that all stages have.
  /// - Throws: `LayoutNotExpressible` for stages or machines that differ, and for splits that the version has no flags for.
  public func command(for worker: LaunchedWorker) throws -> EngineCommand {
    let layout = try EvenLayout(worker, engine: name, rule: .megatron)
    let port = 5000 + worker.portOffset
    var start: [CommandWord] = [
      .text("torchrun"), .text("--nnodes"), .text(String(worker.nodes.count)), .text("--nproc-per-node"),
      .text(String(layout.gpusPerNode)), .text("--node-rank"), .nodeRank(times: 1), .text("--master-addr"),
      .leader(port: nil),
      .text("--master-port"), .text("\(29500 + 100 * worker.portOffset)"), .text(script),
    ]
    start += try flags(for: worker, stage: layout.stage).map { .text($0) }
    start += [.text("--port"), .text(String(port))]
    return EngineCommand(engine: "megatron", leader: start, follower: start, port: port)
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
    flags +=
      worker.contextLength.map { ["--max-position-embeddings", String($0), "--seq-length", String($0)] } ?? []
    flags += ["--micro-batch-size", "1"]
    let drafts = version.hasMultiTokenPrediction ? model.draftLayerCount : 0
    flags += drafts > 0 ? ["--mtp-num-layers", String(drafts)] : []
    flags += worker.sequences.map { ["--max-batch-size", String($0)] } ?? []
    let pipeline = MegatronPipeline(counts: worker.stages.map(\.layers.count), draftLayers: drafts)
    return try flags + pipeline.flags(for: version, worker: worker.name)
  }
}
