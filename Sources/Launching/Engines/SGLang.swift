import Experts
import Formats
import Plans
import Quantities

/// SGLang. Flags are those of its own parser, read in the packages of the versions listed.
public struct SGLang: Engine {
  /// Versions whose flags are known, ascending.
  public static let versions = [
    ReleaseVersion(0, 4, 10), ReleaseVersion(0, 5, 5), ReleaseVersion(0, 5, 10), ReleaseVersion(0, 5, 13),
    ReleaseVersion(0, 5, 15), ReleaseVersion(0, 5, 18), ReleaseVersion(0, 5, 20), ReleaseVersion(0, 5, 21),
    ReleaseVersion(0, 5, 22), ReleaseVersion(0, 5, 23),
  ]

  private let version: ReleaseVersion
  static let port = 30000
  static let bootstrapPort = 8998
  private static let rendezvousPort = 20000
  private static let mapFile = "expert-location.json"

  /// - Parameter version: "0.5.23"; `nil` takes the newest.
  /// - Throws: `Diagnostic` "unknown-version".
  public init(version: String?) throws {
    self.version = try ReleaseVersion.version(version, known: Self.versions, of: "SGLang")
  }

  /// "sglang 0.5.23".
  public var name: String { "sglang \(version)" }

  /// `sglang.launch_server` on every machine, with a map of experts where they do not lie in order.
  /// - Throws: `LayoutNotExpressible`.
  public func command(for worker: LaunchedWorker) throws -> EngineCommand {
    let layout = try EvenLayout(worker, engine: name, rule: .sglang)
    let map = worker.expertMap
    let own = try parallelism(layout) + experts(worker, layout, map) + batch(worker) + formats(worker) + role(worker)
    let machines: [CommandWord] =
      worker.nodes.count == 1
      ? []
      : [
        .text("--nnodes"), .text("\(worker.nodes.count)"), .text("--node-rank"), .nodeRank(times: 1),
        .text("--dist-init-addr"), .leader(port: Self.rendezvousPort + 100 * worker.portOffset),
      ]
    let words: [CommandWord] =
      ["python3", "-m", "sglang.launch_server", "--model-path", worker.model.name].map { .text($0) } + own
      + ["--host", "0.0.0.0", "--port", "\(Self.port + worker.portOffset)"].map { .text($0) } + machines
    return EngineCommand(
      engine: "sglang", environment: environment(worker, layout), leader: words, follower: words,
      machineWords: .init(leader: machines.count, follower: machines.count),
      files: try map.map {
        [LaunchFile(path: Self.mapFile, text: try SGLangExpertLocation($0, flag: "--for").text + "\n")]
      }
        ?? [],
      port: Self.port + worker.portOffset, image: "lmsysorg/sglang:v\(version)")
  }

  /// Micro-batches, experts and formats that it has otherwise.
  public func deviations(for worker: LaunchedWorker) -> [Deviation] {
    worker.pipelineDeviations(engine: "SGLang") + worker.fillingDeviations(engine: "SGLang")
      + worker.weightDeviations(engine: "SGLang", quantizesTo: [.float8])
  }

  /// A router of its own.
  public func frontEnd(for deployment: LaunchedDeployment) -> [LaunchFile] { SGLangRouter(deployment).files }

  // MARK: - Flags

  private func parallelism(_ layout: EvenLayout) -> [CommandWord] {
    let stage = layout.stage
    var words = ["--tp-size", "\(stage.gpus)"]
    if layout.stages > 1 { words += ["--pp-size", "\(layout.stages)"] }
    if stage.dataParallel > 1 {
      words +=
        version >= ReleaseVersion(0, 5, 22)
        ? ["--attn-dp-size", "\(stage.dataParallel)"] : ["--dp-size", "\(stage.dataParallel)", "--enable-dp-attention"]
      // Logits are of a rank's own sequences; a dense layer is not divided where attention is not.
      words.append("--enable-dp-lm-head")
      if stage.tensorParallel == 1 { words += ["--moe-dense-tp-size", "1"] }
    }
    if stage.expertParallel > 1 { words += ["--ep-size", "\(stage.expertParallel)"] }
    return words.map { .text($0) }
  }

  /// DeepEP sends tokens between all GPUs of a stage, and to no part of them.
  private func usesDeepEP(_ stage: LaunchedStage) -> Bool {
    stage.dataParallel > 1 && stage.expertParallel > 1 && stage.expertParallel == stage.gpus
  }

  private func experts(
    _ worker: LaunchedWorker, _ layout: EvenLayout, _ map: ExpertLocations?
  ) -> [CommandWord] {
    var words: [CommandWord] = []
    if usesDeepEP(layout.stage) {
      words += (version < ReleaseVersion(0, 5, 5) ? ["--enable-deepep-moe"] : ["--moe-a2a-backend", "deepep"])
        .map { .text($0) }
      if worker.role == .decode { words += ["--deepep-mode", "low_latency"].map { .text($0) } }
      if worker.role == .prefill { words += ["--deepep-mode", "normal"].map { .text($0) } }
    }
    guard let map else { return words }
    if map.redundantWhenFull > 0 {
      words += ["--ep-num-redundant-experts", "\(map.redundantWhenFull)"].map { .text($0) }
      // Copies share their tokens evenly, as planned; the default would send each GPU's to the nearest.
      words += ["--ep-dispatch-algorithm", "dynamic"].map { .text($0) }
    }
    return words + [.text("--init-expert-location"), .file(Self.mapFile)]
  }

  private func batch(_ worker: LaunchedWorker) -> [CommandWord] {
    var words = worker.contextLength.map { ["--context-length", "\($0)"] } ?? []
    if let sequences = worker.sequences { words += ["--max-running-requests", "\(sequences)"] }
    if let perRank = worker.sequencesPerRank {
      words += [
        version >= ReleaseVersion(0, 5, 15) ? "--cuda-graph-max-bs-decode" : "--cuda-graph-max-bs", "\(perRank)",
      ]
    }
    return words.map { .text($0) }
  }

  private func formats(_ worker: LaunchedWorker) throws -> [CommandWord] {
    var words: [String] = []
    if worker.model.weightFormat == .float8, !worker.model.isCheckpointGiven { words += ["--quantization", "fp8"] }
    switch worker.model.cacheFormat {
    case nil: break
    case .float8: words += ["--kv-cache-dtype", "fp8_e4m3"]
    case .bfloat16: words += version >= ReleaseVersion(0, 5, 5) ? ["--kv-cache-dtype", "bfloat16"] : []
    case .nvfp4 where version >= ReleaseVersion(0, 5, 18): words += ["--kv-cache-dtype", "nvfp4"]
    case .some(let format):
      throw LayoutNotExpressible(
        engine: name, rule: .sglang, worker: worker.name, reasons: ["it has no KV cache in \(format.rawValue)"])
    }
    return words.map { .text($0) }
  }

  private func role(_ worker: LaunchedWorker) -> [CommandWord] {
    switch worker.role {
    case .mixed: []
    case .prefill, .decode:
      (["--disaggregation-mode", worker.role.rawValue, "--disaggregation-transfer-backend", "nixl"]
        + (worker.role == .prefill && worker.portOffset > 0
          ? ["--disaggregation-bootstrap-port", "\(Self.bootstrapPort + worker.portOffset)"] : []))
        .map { .text($0) }
    }
  }

  // MARK: - Environment

  private func environment(_ worker: LaunchedWorker, _ layout: EvenLayout) -> [EnvironmentVariable] {
    var variables: [EnvironmentVariable] = []
    // What a rank sends at once is 128 tokens, unless it is told otherwise.
    if usesDeepEP(layout.stage), worker.role != .prefill, let perRank = worker.sequencesPerRank, perRank > 128 {
      variables.append(EnvironmentVariable("SGLANG_DEEPEP_NUM_MAX_DISPATCH_TOKENS_PER_RANK", "\(perRank)"))
    }
    if let partition = layout.partitionText {
      variables.append(EnvironmentVariable("SGLANG_PP_LAYER_PARTITION", partition))
    }
    return variables
  }
}

/// SGLang's router in front of prefill and decode workers, and one in front of workers that do both.
private struct SGLangRouter {
  let files: [LaunchFile]

  init(_ deployment: LaunchedDeployment) {
    func addresses(_ role: WorkerRole) -> [[String]] {
      deployment.workers.filter { $0.role == role }.map { worker in
        let url = "http://\(worker.nodes.first?.host ?? ""):\(SGLang.port + worker.portOffset)"
        return role == .prefill ? [url, "\(SGLang.bootstrapPort + worker.portOffset)"] : [url]
      }
    }
    let (prefill, decode, mixed) = (addresses(.prefill), addresses(.decode), addresses(.mixed))
    var files: [LaunchFile] = []
    if !prefill.isEmpty, !decode.isEmpty {
      let words = prefill.flatMap { ["--prefill"] + $0 } + decode.flatMap { ["--decode"] + $0 }
      files.append(Self.file("router.sh", port: 8000, ["--pd-disaggregation"] + words))
    }
    if mixed.count > 1 || (!mixed.isEmpty && !prefill.isEmpty) {
      let name = prefill.isEmpty ? "router.sh" : "router-mixed.sh"
      files.append(Self.file(name, port: prefill.isEmpty ? 8000 : 8001, ["--worker-urls"] + mixed.joined()))
    }
    self.files = files
  }

  private static func file(_ path: String, port: Int, _ words: [String]) -> LaunchFile {
    let command = ["exec", "python3", "-m", "sglang_router.launch_router", "--host", "0.0.0.0", "--port", "\(port)"]
    let context = CommandContext(leader: .text(""), nodeRank: .text("0"))
    let text = ShellText.command((command + words).map { .text($0) }, in: context)
    return LaunchFile(
      path: path, text: "#!/bin/sh\n# Takes requests for all of these workers.\nset -eu\n\(text)\n", isExecutable: true)
  }
}
