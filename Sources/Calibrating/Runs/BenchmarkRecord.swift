import Costing
import Formats
import Quantities

/// One result of a load generator, completed by the command line.
///
/// The keys of metadata in the object are `accelerator`, `tensor_parallel_size`, `data_parallel_size`,
/// `expert_parallel_size` or `enable_expert_parallel`, `pipeline_parallel_size`, `precision`, `kv_precision`,
/// `draft_tokens`, `acceptance`, `runtime`, `runtime_version`, and `model` or `model_id`.
struct BenchmarkRecord {
  let node: InputNode
  let form: MeasuredFileForm
  let line: Int
  private let settings: BenchmarkSettings
  private let server: SGLangServer?

  init(_ node: InputNode, form: MeasuredFileForm, line: Int, settings: BenchmarkSettings) throws {
    self.node = node
    self.form = form
    self.line = line
    self.settings = settings
    server = try node.optional("server_info").flatMap(SGLangServer.init)
  }

  // MARK: - What served

  /// - Throws: `Diagnostic` "missing-setting" or "flag-contradicts-file".
  func model() throws -> String {
    let stated = try text("model") ?? text("model_id") ?? server?.model
    guard let flag = settings.model, let stated else {
      return try settings.model ?? stated ?? missing("model", flag: "--model")
    }
    // "/models/DeepSeek-R1" and "deepseek-ai/DeepSeek-R1" may be one: the flag says which the catalogue knows.
    guard Self.shortName(flag) == Self.shortName(stated) else { throw contradiction("--model", flag, stated) }
    return flag
  }

  func accelerator() throws -> String {
    try merged("--accelerator", settings.accelerator, text("accelerator"))
      ?? missing("accelerator", flag: "--accelerator")
  }

  func precision() throws -> NumberFormat? { try merged("--precision", settings.precision, format("precision")) }

  func cachePrecision() throws -> NumberFormat? {
    try merged("--kv-precision", settings.cachePrecision, format("kv_precision"))
  }

  /// The runtime. The generator's `backend` names a protocol rather than a server, so it counts only where nothing
  /// better is given.
  func runtime() throws -> String? {
    if let stated = try merged("--runtime", settings.runtime, text("runtime") ?? server.map { _ in "sglang" }) {
      return stated
    }
    let backend = try text("backend") ?? text("endpoint_type") ?? ""
    return ["sglang", "vllm", "trtllm"].first { backend.contains($0) }
  }

  func runtimeVersion() throws -> String? {
    try merged("--runtime-version", settings.runtimeVersion, text("runtime_version") ?? server?.version)
  }

  /// The deployment. Degrees that are not given are 1, except TP, which is required.
  func deployment() throws -> Deployment {
    guard
      let tensor = try merged(
        "--tensor-parallel", settings.tensorParallel, degree("tensor_parallel_size") ?? server?.tensorParallel)
    else { return try missing("tensor_parallel_size", flag: "--tensor-parallel") }
    let data = try merged(
      "--data-parallel", settings.dataParallel, degree("data_parallel_size") ?? server?.dataParallel)
    let pipeline = try merged(
      "--pipeline-parallel", settings.pipelineParallel, degree("pipeline_parallel_size") ?? server?.pipelineParallel)
    let ranks = tensor * (data ?? 1)
    let experts = try merged("--expert-parallel", settings.expertParallel, statedExpertParallel(ranks: ranks)) ?? 1
    guard ranks % experts == 0 else {
      throw fault(
        .layoutContradiction, "expert_parallel_size", found: "\(experts)",
        expected: "a divisor of TP x DP = \(ranks)")
    }
    return .aggregated(
      WorkerGroup(
        workers: server?.replicas ?? 1, tensorParallel: tensor, dataParallel: data ?? 1,
        pipelineParallel: pipeline ?? 1, expertParallel: experts))
  }

  private func statedExpertParallel(ranks: Int) throws -> Int? {
    if let stated = try degree("expert_parallel_size") ?? server?.expertParallel { return stated }
    switch try text("enable_expert_parallel")?.lowercased() {
    case "true", "1", "yes": return ranks
    case "false", "0", "no": return 1
    case nil: return nil
    case let other?:
      throw fault(.wrongType, "enable_expert_parallel", found: "\"\(other)\"", expected: "true or false")
    }
  }

  // MARK: - Values

  /// Metadata are texts, also where they mean numbers or truths.
  func text(_ key: String) throws -> String? {
    guard let value = try node.optional(key) else { return nil }
    switch value.content {
    case .text(let text): return text.isEmpty ? nil : text
    case .integer(let number): return "\(number)"
    case .number(let number): return "\(number)"
    case .boolean(let truth): return "\(truth)"
    default: throw fault(.wrongType, key, found: value.summary, expected: "text")
    }
  }

  func number(_ key: String) throws -> Double? {
    guard let text = try text(key) else { return nil }
    guard let value = Double(text), value.isFinite, value >= 0 else {
      throw fault(.wrongType, key, found: "\"\(text)\"", expected: "a finite number of 0 or more")
    }
    return value
  }

  func count(_ key: String) throws -> Int? {
    guard let value = try number(key) else { return nil }
    guard let count = Int(exactly: value), count >= 1, count <= 1 << 40 else {
      throw fault(.outOfRange, key, found: "\(value)", expected: "a whole number of 1 or more")
    }
    return count
  }

  private func degree(_ key: String) throws -> Int? {
    guard let degree = try count(key) else { return nil }
    guard degree <= LayoutLimits.largestDegree else {
      throw fault(.outOfRange, key, found: "\(degree)", expected: "at most \(LayoutLimits.largestDegree)")
    }
    return degree
  }

  private func format(_ key: String) throws -> NumberFormat? {
    guard let word = try text(key) else { return nil }
    if let format = FormatWords.format(word) { return format }
    throw fault(.unknownValue, key, found: "\"\(word)\"", expected: "one of \(FormatWords.known)")
  }

  private func merged<Value: Equatable>(_ flag: String, _ given: Value?, _ stated: Value?) throws -> Value? {
    guard let given, let stated, given != stated else { return given ?? stated }
    throw contradiction(flag, "\(given)", "\(stated)")
  }

  // MARK: - Faults

  func fault(_ id: DiagnosticID, _ key: String, found: String, expected: String, advice: String? = nil) -> Diagnostic {
    Diagnostic(id: id, file: node.file, key: key, line: line, found: found, expected: expected, advice: advice)
  }

  private func missing<Value>(_ key: String, flag: String) throws -> Value {
    throw fault(
      .missingSetting, key, found: "no such key", expected: "what served",
      advice: "give it with \(flag), or as metadata of the benchmark")
  }

  private func contradiction(_ flag: String, _ given: String, _ stated: String) -> Diagnostic {
    Diagnostic(
      id: .flagContradictsFile, file: flag, found: "\"\(given)\"",
      expected: "\"\(stated)\", as \(node.file) says in line \(line)")
  }

  private static func shortName(_ name: String) -> String {
    (name.split(separator: "/").last ?? "").lowercased()
  }
}

/// The server's own arguments in newer results of `sglang.bench_serving`, under `server_info`.
///
/// There `tp_size` counts all ranks of a stage; with `enable_dp_attention` they are DP groups, else `dp_size` is a
/// number of replicas (sgl-project/sglang, server_args.py).
private struct SGLangServer {
  let model: String?
  let version: String?
  let tensorParallel: Int
  let dataParallel: Int
  let expertParallel: Int
  let pipelineParallel: Int
  let replicas: Int

  /// - Returns: `nil` where the arguments are not there, as behind a router.
  /// - Throws: `Diagnostic` for a degree that is no count.
  init?(_ node: InputNode) throws {
    guard case .mapping = node.content,
      let ranks = try node.optional("tp_size")?.integer(atLeast: 1, atMost: LayoutLimits.largestDegree)
    else { return nil }
    let groups = try node.optional("dp_size")?.integer(atLeast: 1, atMost: LayoutLimits.largestDegree) ?? 1
    let sharesRanks = try node.optional("enable_dp_attention")?.boolean() ?? false
    guard !sharesRanks || ranks % groups == 0 else {
      throw node.fault(.layoutContradiction, expected: "a dp_size that divides tp_size")
    }
    model = try node.optional("model_path")?.text()
    version = try node.optional("version")?.text()
    tensorParallel = sharesRanks ? ranks / groups : ranks
    dataParallel = sharesRanks ? groups : 1
    replicas = sharesRanks ? 1 : groups
    expertParallel = try node.optional("ep_size")?.integer(atLeast: 1, atMost: LayoutLimits.largestDegree) ?? 1
    pipelineParallel = try node.optional("pp_size")?.integer(atLeast: 1, atMost: LayoutLimits.largestDegree) ?? 1
  }
}
