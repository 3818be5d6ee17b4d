import Experts
import Formats
import Plans
import Quantities

/// TensorRT-LLM: a YAML file for `trtllm-serve`, which runs once for each GPU under MPI or Slurm. Keys are those of its
/// documentation for the versions listed; no package has its parser.
public struct TensorRTLLM: Engine {
  /// Versions whose keys are known, ascending.
  public static let versions = [
    ReleaseVersion(0, 21, 0), ReleaseVersion(1, 0, 0), ReleaseVersion(1, 1, 0), ReleaseVersion(1, 2, 1),
  ]

  private let version: ReleaseVersion
  private static let port = 8000
  private static let optionsFile = "options.yaml"
  private static let mapFile = "moe-load-balancer.yaml"

  /// - Parameter version: "1.2.1"; `nil` takes the newest.
  /// - Throws: `Diagnostic` "unknown-version".
  public init(version: String?) throws {
    self.version = try ReleaseVersion.version(version, known: Self.versions, of: "TensorRT-LLM")
  }

  /// "trtllm 1.2.1".
  public var name: String { "trtllm \(version)" }

  /// `trtllm-serve` once for each GPU, with its file of options and a map of experts where they do not lie in order.
  /// - Throws: `LayoutNotExpressible`.
  public func command(for worker: LaunchedWorker) throws -> EngineCommand {
    let layout = try EvenLayout(worker, engine: name, rule: .trtllm)
    let map = worker.expertMap
    var files = [LaunchFile(path: Self.optionsFile, text: try options(worker, layout, map))]
    if let map {
      files.append(LaunchFile(path: Self.mapFile, text: "\(try TensorRTLLMLoadBalancer(map, flag: "--for"))\n"))
    }
    let words: [CommandWord] = [
      .text("trtllm-llmapi-launch"), .text("trtllm-serve"), .text(worker.model.name),
      .text(version >= ReleaseVersion(1, 2, 0) ? "--config" : "--extra_llm_api_options"), .file(Self.optionsFile),
      .text("--host"), .text("0.0.0.0"), .text("--port"), .text("\(Self.port + worker.portOffset)"),
    ]
    return EngineCommand(
      engine: "trtllm", leader: words, follower: words, processes: .onePerGPU, files: files, port: Self.port,
      image: "nvcr.io/nvidia/tensorrt-llm/release:\(version)")
  }

  /// Micro-batches, experts and formats that it has otherwise.
  public func deviations(for worker: LaunchedWorker) -> [Deviation] {
    worker.pipelineDeviations(engine: "TensorRT-LLM") + worker.fillingDeviations(engine: "TensorRT-LLM")
      + worker.weightDeviations(engine: "TensorRT-LLM", quantizesTo: [])
  }

  /// TensorRT-LLM's own server in front of prefill and decode workers.
  public func frontEnd(for deployment: LaunchedDeployment) -> [LaunchFile] {
    TensorRTLLMFrontEnd(deployment, port: Self.port).files
  }

  // MARK: - Options

  private func options(_ worker: LaunchedWorker, _ layout: EvenLayout, _ map: ExpertLocations?) throws -> String {
    let stage = layout.stage
    var lines = ["tensor_parallel_size: \(stage.gpus)", "pipeline_parallel_size: \(layout.stages)"]
    if worker.model.expertCount > 0 {
      lines.append("moe_expert_parallel_size: \(stage.expertParallel)")
      lines.append("moe_tensor_parallel_size: \(stage.expertTensorParallel)")
    }
    lines.append("gpus_per_node: \(layout.gpusPerNode)")
    lines.append("enable_attention_dp: \(stage.dataParallel > 1)")
    if let partition = layout.partition, Set(partition).count > 1 {
      guard version >= ReleaseVersion(1, 2, 0) else {
        throw LayoutNotExpressible(
          engine: name, rule: .trtllm, worker: worker.name,
          reasons: ["stages of \(layout.partitionText ?? "") layers: this version has no pp_partition"])
      }
      lines.append("pp_partition: [\(partition.map(String.init).joined(separator: ", "))]")
    }
    if let perRank = batchPerRank(worker, stage) { lines.append("max_batch_size: \(perRank)") }
    if let length = worker.contextLength { lines.append("max_seq_len: \(length)") }
    return (lines + experts(stage, map) + (try cache(worker)) + role(worker)).joined(separator: "\n") + "\n"
  }

  /// The batch limit, which is per rank with attention DP.
  private func batchPerRank(_ worker: LaunchedWorker, _ stage: LaunchedStage) -> Int? {
    worker.sequences.map { ($0 + stage.dataParallel - 1) / stage.dataParallel }
  }

  private func experts(_ stage: LaunchedStage, _ map: ExpertLocations?) -> [String] {
    guard stage.expertParallel > 1 else { return [] }
    let isWide = stage.dataParallel > 1
    if version < ReleaseVersion(1, 0, 0) {
      return (isWide ? ["moe_backend: WIDEEP"] : []) + (map == nil ? [] : ["moe_load_balancer: \(Self.mapFile)"])
    }
    var inner = isWide ? ["  backend: WIDEEP"] : []
    if map != nil { inner.append("  load_balancer: \(Self.mapFile)") }
    return inner.isEmpty ? [] : ["moe_config:"] + inner
  }

  private func cache(_ worker: LaunchedWorker) throws -> [String] {
    switch worker.model.cacheFormat {
    case nil: return []
    case .float8: return ["kv_cache_config:", "  dtype: fp8"]
    case .nvfp4 where version >= ReleaseVersion(1, 1, 0): return ["kv_cache_config:", "  dtype: nvfp4"]
    case .bfloat16, .float16: return ["kv_cache_config:", "  dtype: auto"]
    case .some(let format):
      throw LayoutNotExpressible(
        engine: name, rule: .trtllm, worker: worker.name, reasons: ["it has no KV cache in \(format.rawValue)"])
    }
  }

  private func role(_ worker: LaunchedWorker) -> [String] {
    guard worker.role != .mixed else { return [] }
    return ["cache_transceiver_config:", "  backend: \(version < ReleaseVersion(1, 0, 0) ? "default" : "DEFAULT")"]
      + (worker.role == .prefill ? ["disable_overlap_scheduler: true"] : [])
  }
}

/// The file of `trtllm-serve disaggregated`: the addresses of prefill ("context") and decode ("generation") workers.
private struct TensorRTLLMFrontEnd {
  let files: [LaunchFile]

  /// - Parameters:
  ///   - deployment: The deployment, with workers of both roles; otherwise no front end is needed.
  ///   - port: The usual port of a worker.
  init(_ deployment: LaunchedDeployment, port: Int) {
    func addresses(_ role: WorkerRole) -> [String] {
      deployment.workers.filter { $0.role == role }.map { "\($0.nodes.first?.host ?? ""):\(port + $0.portOffset)" }
    }
    let (prefill, decode) = (addresses(.prefill), addresses(.decode))
    guard !prefill.isEmpty, !decode.isEmpty else {
      files = []
      return
    }
    func servers(_ name: String, _ addresses: [String]) -> [String] {
      ["\(name):", "  num_instances: \(addresses.count)", "  urls:"] + addresses.map { "    - \"\($0)\"" }
    }
    let lines =
      ["hostname: 0.0.0.0", "port: 8333", "backend: pytorch"] + servers("context_servers", prefill)
      + servers("generation_servers", decode)
    let script = """
      #!/bin/sh
      # Takes requests for all of these workers.
      set -eu
      folder=$(cd "$(dirname "$0")" && pwd)
      exec trtllm-serve disaggregated -c "$folder/disaggregated.yaml"

      """
    files = [
      LaunchFile(path: "disaggregated.sh", text: script, isExecutable: true),
      LaunchFile(path: "disaggregated.yaml", text: lines.joined(separator: "\n") + "\n"),
    ]
  }
}
