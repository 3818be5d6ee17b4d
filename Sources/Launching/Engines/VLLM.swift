import ExpertPlacement
import Experts
import Formats
import Plans
import Quantities

/// vLLM. Flags are those of its own parser, read in the packages of the versions listed.
public struct VLLM: Engine {
  /// Versions whose flags are known, ascending.
  public static let versions = [
    ReleaseVersion(0, 11, 0), ReleaseVersion(0, 12, 0), ReleaseVersion(0, 14, 1), ReleaseVersion(0, 16, 0),
    ReleaseVersion(0, 20, 2), ReleaseVersion(0, 25, 1), ReleaseVersion(0, 30, 0), ReleaseVersion(0, 33, 0),
  ]

  private let version: ReleaseVersion
  private static let port = 8000
  private static let dataParallelPort = 13345

  /// - Parameter version: "0.33.0"; `nil` takes the newest.
  /// - Throws: `Diagnostic` "unknown-version".
  public init(version: String?) throws {
    self.version = try ReleaseVersion.version(version, known: Self.versions, of: "vLLM")
  }

  /// "vllm 0.33.0".
  public var name: String { "vllm \(version)" }

  /// `vllm serve` on every machine.
  /// - Throws: `LayoutNotExpressible`.
  public func command(for worker: LaunchedWorker) throws -> EngineCommand {
    let layout = try EvenLayout(worker, engine: name, rule: .vllm)
    let machines = try VLLMMachines(
      worker, layout, version: version, engine: name, port: Self.dataParallelPort + 100 * worker.portOffset)
    let own = parallelism(layout) + (try experts(worker, layout)) + batch(worker, layout) + (try formats(worker))
    let words: [CommandWord] =
      (["vllm", "serve", worker.model.name] + own + role(worker) + machines.everywhere).map { .text($0) }
    let serving = ["--host", "0.0.0.0", "--port", "\(Self.port + worker.portOffset)"].map { CommandWord.text($0) }
    return EngineCommand(
      engine: "vllm", environment: environment(worker, layout), leader: words + serving + machines.leader,
      follower: words + machines.follower,
      machineWords: .init(leader: machines.leader.count, follower: machines.follower.count),
      port: Self.port + worker.portOffset,
      image: "vllm/vllm-openai:v\(version)")
  }

  /// Micro-batches, experts and formats that it has otherwise.
  public func deviations(for worker: LaunchedWorker) -> [Deviation] {
    worker.pipelineDeviations(engine: "vLLM") + placement(worker) + proxy(worker)
      + worker.weightDeviations(engine: "vLLM", quantizesTo: [.float8])
  }

  // MARK: - Flags

  private func parallelism(_ layout: EvenLayout) -> [String] {
    let stage = layout.stage
    var words = ["--tensor-parallel-size", "\(stage.tensorParallel)"]
    if layout.stages > 1 { words += ["--pipeline-parallel-size", "\(layout.stages)"] }
    if stage.dataParallel > 1 { words += ["--data-parallel-size", "\(stage.dataParallel)"] }
    return words
  }

  private func experts(_ worker: LaunchedWorker, _ layout: EvenLayout) throws -> [String] {
    let stage = layout.stage
    guard worker.model.expertCount > 0, stage.expertParallel > 1 else { return [] }
    guard stage.expertParallel == stage.gpus else {
      throw LayoutNotExpressible(
        engine: name, rule: .vllm, worker: worker.name,
        reasons: [
          "EP \(stage.expertParallel) on stages of \(stage.gpus) GPUs: its EP is TP × DP, \(stage.gpus), or none"
        ])
    }
    var words = ["--enable-expert-parallel"]
    if let strategy = strategy(worker), version >= ReleaseVersion(0, 11, 0) {
      words += ["--expert-placement-strategy", strategy]
    }
    let copies = copies(worker)
    if copies > 0 { words += ["--enable-eplb", "--eplb-config", "{\"num_redundant_experts\":\(copies)}"] }
    if stage.dataParallel > 1, version >= ReleaseVersion(0, 12, 0) {
      words += ["--all2all-backend", backend(worker)]
    }
    return words
  }

  private func backend(_ worker: LaunchedWorker) -> String {
    worker.role == .prefill ? "deepep_high_throughput" : "deepep_low_latency"
  }

  private func batch(_ worker: LaunchedWorker, _ layout: EvenLayout) -> [String] {
    var words = worker.contextLength.map { ["--max-model-len", "\($0)"] } ?? []
    // Of each data-parallel rank, over all micro-batches.
    if let sequences = worker.sequences {
      words += ["--max-num-seqs", "\((sequences + layout.stage.dataParallel - 1) / layout.stage.dataParallel)"]
    }
    return words
  }

  private func formats(_ worker: LaunchedWorker) throws -> [String] {
    var words: [String] = []
    if worker.model.weightFormat == .float8, !worker.model.isCheckpointGiven { words += ["--quantization", "fp8"] }
    switch worker.model.cacheFormat {
    case nil: break
    case .float8: words += ["--kv-cache-dtype", "fp8"]
    case .bfloat16: words += ["--kv-cache-dtype", "bfloat16"]
    case .float16 where version >= ReleaseVersion(0, 20, 2): words += ["--kv-cache-dtype", "float16"]
    case .some(let format):
      throw LayoutNotExpressible(
        engine: name, rule: .vllm, worker: worker.name, reasons: ["it has no KV cache in \(format.rawValue)"])
    }
    return words
  }

  private func role(_ worker: LaunchedWorker) -> [String] {
    guard worker.role != .mixed else { return [] }
    return ["--kv-transfer-config", #"{"kv_connector":"NixlConnector","kv_role":"kv_both"}"#]
  }

  private func environment(_ worker: LaunchedWorker, _ layout: EvenLayout) -> [EnvironmentVariable] {
    var variables: [EnvironmentVariable] = []
    if version < ReleaseVersion(0, 12, 0), worker.sendsTokens {
      variables.append(EnvironmentVariable("VLLM_ALL2ALL_BACKEND", backend(worker)))
    }
    if worker.role != .mixed, worker.portOffset > 0 {
      variables.append(EnvironmentVariable("VLLM_NIXL_SIDE_CHANNEL_PORT", "\(5600 + 100 * worker.portOffset)"))
    }
    if let partition = layout.partitionText {
      variables.append(EnvironmentVariable("VLLM_PP_LAYER_PARTITION", partition))
    }
    return variables
  }

  /// vLLM has no server of its own in front of prefill and decode.
  private func proxy(_ worker: LaunchedWorker) -> [Deviation] {
    guard worker.role != .mixed else { return [] }
    return [
      Deviation(
        id: .proxyNeeded,
        sentence:
          "vLLM has no server of its own in front of prefill and decode workers: a proxy that sends requests to both, such "
          + "as llm-d's or Dynamo's, is not written")
    ]
  }

  // MARK: - Experts

  /// Copies of experts that are asked for: as many as fill the slots; 0 where the plan has none.
  private func copies(_ worker: LaunchedWorker) -> Int {
    guard let experts = worker.experts, worker.stages.contains(where: { $0.redundantExperts > 0 }) else { return 0 }
    return experts.redundantWhenFull
  }

  /// The one placement that vLLM has an option for; `nil` where its default is the plan, or neither matches the plan.
  private func strategy(_ worker: LaunchedWorker) -> String? {
    guard let experts = worker.experts, copies(worker) == 0, experts != experts.inBlocks,
      experts == .roundRobin(like: experts)
    else { return nil }
    return "round_robin"
  }

  private func placement(_ worker: LaunchedWorker) -> [Deviation] {
    guard let experts = worker.experts, worker.evenStage.map({ $0.expertParallel > 1 }) ?? false else { return [] }
    let copies = copies(worker)
    let actual = copies > 0 ? experts.inOrder : experts.inBlocks
    guard strategy(worker) == nil, actual != experts, worker.expertTokens != nil else { return [] }
    let start = Deviation(
      id: .expertsInOrder,
      sentence: "vLLM reads no map of experts: each rank starts with neighbours in order"
        + (copies > 0
          ? ", the first \(copies) experts twice, until its balancer has seen enough steps to move them" : ""),
      effect: .experts(actual))
    return [start] + (copies > 0 ? rebalanced(experts, tokens: worker.expertTokens ?? []) : [])
  }

  /// The placement of vLLM's own balancer on the same load, whole layers at once.
  private func rebalanced(_ experts: ExpertLocations, tokens: [[Double]]) -> [Deviation] {
    let ranks = [ExpertRank].equal(experts.slots.count, copies: experts.slots.reduce(0, +))
    let layers = experts.layers.enumerated().map { layer, map in
      map.map { _ in
        GreedyPlacer(loads: tokens[layer], ranks: ranks, redundant: experts.redundantWhenFull).place()
      }
    }
    let map = ExpertLocations(expertCount: experts.expertCount, slots: experts.slots, layers: layers)
    let doubled = layers.count { $0?.ranks.contains { Set($0).count < $0.count } ?? false }
    let sentence = "once its balancer has seen the load that the plan was made for, by its greedy"
    return [
      doubled == 0
        ? Deviation(id: .expertsRebalanced, sentence: sentence, effect: .experts(map))
        : Deviation(
          id: .expertsRebalanced,
          sentence: sentence + ", which in \(doubled) layers puts two copies of an expert on one GPU: not predicted")
    ]
  }
}

extension ExpertLocations {
  /// Expert e on rank e mod EP.
  fileprivate static func roundRobin(like other: ExpertLocations) -> ExpertLocations {
    other.withEveryLayer { Array(stride(from: $0, to: other.expertCount, by: other.slots.count)) }
  }
}

/// The distribution of a vLLM worker over machines: data-parallel ranks on each, or one rank over several.
private struct VLLMMachines {
  /// Flags that every machine has.
  private(set) var everywhere: [String] = []
  /// Flags of the first machine.
  private(set) var leader: [CommandWord] = []
  /// Flags of the others.
  private(set) var follower: [CommandWord] = []

  /// - Throws: `LayoutNotExpressible`.
  init(_ worker: LaunchedWorker, _ layout: EvenLayout, version: ReleaseVersion, engine: String, port: Int) throws {
    let (stage, perNode, nodes) = (layout.stage, layout.gpusPerNode, worker.nodes.count)
    func refuse(_ reason: String) -> LayoutNotExpressible {
      LayoutNotExpressible(engine: engine, rule: .vllm, worker: worker.name, reasons: [reason])
    }
    if stage.dataParallel > 1 {
      guard perNode % stage.tensorParallel == 0 else {
        throw refuse(
          "a data-parallel rank of TP \(stage.tensorParallel) on machines of \(perNode) GPUs: it does not cross them")
      }
      guard nodes > 1 else { return }
      let local = perNode / stage.tensorParallel
      everywhere = ["--data-parallel-size-local", "\(local)"]
      let address: [CommandWord] = [
        .text("--data-parallel-address"), .leader(port: nil), .text("--data-parallel-rpc-port"), .text("\(port)"),
      ]
      leader = address
      follower = address + [.text("--data-parallel-start-rank"), .nodeRank(times: local), .text("--headless")]
    } else if nodes > 1 {
      guard version >= ReleaseVersion(0, 12, 0) else {
        throw refuse(
          "a worker over \(nodes) machines without attention DP: this version knows no --nnodes, and needs Ray")
      }
      let machines: [CommandWord] = [
        .text("--nnodes"), .text("\(nodes)"), .text("--node-rank"), .nodeRank(times: 1), .text("--master-addr"),
        .leader(port: nil),
      ]
      leader = machines
      follower = machines + [.text("--headless")]
    }
  }
}
