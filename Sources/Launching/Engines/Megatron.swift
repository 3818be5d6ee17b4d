import Experts

/// Megatron Core, started with torchrun on each machine.
///
/// A plan is of inference and Megatron trains: it gets the layout (degrees and pipeline split) for the server of its
/// repository, tools/run_text_generation_server.py. The architecture comes from the checkpoint
/// (`--use-checkpoint-args`). Ranks go through TP, then DP, then stages ("tp-cp-ep-dp-pp"), and through expert TP, then
/// EP, as in `LaunchedStage`.
public struct Megatron: Engine {
  let version: MegatronVersion
  private let script: String
  private let checkpoint: String?

  /// - Parameters:
  ///   - version: The version, "0.16.1"; `nil` is the newest.
  ///   - script: The script that torchrun runs.
  ///   - checkpoint: The folder of a Megatron checkpoint; `nil` for the model's name.
  /// - Throws: `Diagnostic` "unknown-version", which lists the known ones.
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

extension Megatron {
  /// The deviations of Megatron from a plan of inference.
  public func deviations(for worker: LaunchedWorker) -> [Deviation] {
    var deviations = worker.pipelineDeviations(engine: "Megatron")
    deviations.append(
      Deviation(
        id: .checkpointForm,
        sentence:
          "--load wants a checkpoint in Megatron's form; \(worker.model.name) has to be converted with its tools"))
    if worker.stages.contains(where: { $0.redundantExperts > 0 }) {
      deviations.append(
        Deviation(id: .oneCopy, sentence: "Megatron keeps one copy of each expert, and no redundant ones"))
    }
    if let experts = worker.experts, worker.expertTokens != nil, experts != experts.inBlocks {
      deviations.append(
        Deviation(
          id: .expertsInOrder,
          sentence: "Megatron reads no map of experts: EP rank i has the experts from i · E / EP on",
          effect: .experts(experts.inBlocks)))
    }
    if worker.model.draftLayerCount > 0, !version.hasMultiTokenPrediction {
      deviations.append(
        Deviation(
          id: .draftLayers,
          sentence: "multi-token prediction is left out: Megatron Core has it from 0.12.0 on"))
    }
    return deviations
  }
}

/// The division of a worker's layers between pipeline stages, in Megatron's options.
struct MegatronPipeline {
  /// Layers of each stage.
  let counts: [Int]
  /// Layers of multi-token prediction, which the last stage has.
  let draftLayers: Int

  /// "Et*16|t*15|t*15|t*15mL": E the embedding, t a decoder layer, m one of multi-token prediction, L the loss.
  var layout: String {
    counts.indices.map { index in
      let isFirst = index == 0
      let isLast = index == counts.count - 1
      return (isFirst ? "E" : "") + Self.repeated("t", counts[index])
        + (isLast ? Self.repeated("m", draftLayers) + "L" : "")
    }.joined(separator: "|")
  }

  /// Flags of a version.
  ///
  /// - Throws: `LayoutNotExpressible` for a split that the version has no flags for.
  func flags(for version: MegatronVersion, worker: String) throws -> [String] {
    guard counts.count > 1 else { return [] }
    if version.hasLayout(draftLayers: draftLayers) { return ["--pipeline-model-parallel-layout", layout] }
    if Set(counts).count == 1 { return [] }
    let middle = counts.dropFirst().dropLast()
    guard Set(middle).count <= 1, !counts.contains(0) else {
      throw LayoutNotExpressible(
        engine: "megatron \(version.release)", rule: .megatron, worker: worker,
        reasons: [
          "its stages have \(counts.map(String.init).joined(separator: ", ")) layers, and before 0.14.0 all but the first and the "
            + "last must have as many as each other"
        ])
    }
    return [
      "--decoder-first-pipeline-num-layers", String(counts[0]),
      "--decoder-last-pipeline-num-layers", String(counts[counts.count - 1]),
    ]
  }

  private static func repeated(_ letter: String, _ count: Int) -> String {
    count == 0 ? "" : count == 1 ? letter : "\(letter)*\(count)"
  }
}

/// A release of Megatron Core, as far as its flags differ.
///
/// Read from its wheels and tags (BSD-3-Clause): `--pipeline-model-parallel-layout` came with 0.13.0, and takes layers of
/// multi-token prediction from 0.14.0 on; `--mtp-num-layers` came with 0.12.0. The first and last stage could always differ
/// from the others.
struct MegatronVersion: Sendable, Hashable {
  let release: ReleaseVersion

  /// The oldest first.
  static let known = [
    ReleaseVersion(0, 11, 0), ReleaseVersion(0, 12, 0), ReleaseVersion(0, 12, 1), ReleaseVersion(0, 12, 2),
    ReleaseVersion(0, 12, 3), ReleaseVersion(0, 13, 0), ReleaseVersion(0, 13, 1), ReleaseVersion(0, 14, 0),
    ReleaseVersion(0, 15, 0), ReleaseVersion(0, 15, 1), ReleaseVersion(0, 15, 2), ReleaseVersion(0, 15, 3),
    ReleaseVersion(0, 16, 0), ReleaseVersion(0, 16, 1),
  ]

  /// - Parameter name: `nil` takes the newest.
  /// - Throws: `Diagnostic` "unknown-version" that lists the known ones.
  init(_ name: String?) throws {
    release = try ReleaseVersion.version(name, known: Self.known, of: "Megatron Core")
  }

  /// Any split of layers.
  /// - Parameter draftLayers: Layers of multi-token prediction in it.
  func hasLayout(draftLayers: Int) -> Bool { release >= ReleaseVersion(0, draftLayers == 0 ? 13 : 14, 0) }
  /// Layers of multi-token prediction at all.
  var hasMultiTokenPrediction: Bool { release >= ReleaseVersion(0, 12, 0) }
}
