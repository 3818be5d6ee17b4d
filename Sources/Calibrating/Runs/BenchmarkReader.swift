import Costing
import Formats
import Quantities

/// Reads results of load generators.
enum BenchmarkReader {
  /// The form of an object by the generator that wrote it; `nil` for anything else.
  static func form(of node: InputNode) -> MeasuredFileForm? {
    guard case .mapping(let entries) = node.content else { return nil }
    let keys = Set(entries.map(\.key))
    guard keys.isSuperset(of: ["completed", "total_input_tokens", "request_rate"]) else { return nil }
    if keys.contains("num_prompts"), keys.contains("model_id") { return .vllmBenchmark }
    return keys.contains("dataset_name") || keys.contains("random_input_len") ? .sglangBenchmark : nil
  }

  /// - Parameters:
  ///   - records: The objects with the line that each starts on.
  ///   - settings: The settings that the command line gives for all of them.
  /// - Throws: `Diagnostic` "missing-setting", "flag-contradicts-file" or "measured-form-mixed".
  static func read(
    _ records: [(line: Int, node: InputNode)], form: MeasuredFileForm, file: String, settings: BenchmarkSettings
  ) throws -> MeasuredFile {
    let stem = (file.split(separator: "/").last ?? "").split(separator: ".").first.map(String.init) ?? file
    var readings: [RunReading] = []
    var remarks: [String] = []
    for (index, record) in records.enumerated() {
      let id = records.count == 1 ? stem : "\(stem)#\(index + 1)"
      readings.append(try reading(record.node, id: id, line: record.line, form: form, settings: settings))
      if case .integer(let failed)? = try record.node.optional("failed")?.content, failed > 0 {
        remarks.append("\(file), line \(record.line): \(failed) requests failed; means are over the others")
      }
    }
    return MeasuredFile(name: file, form: form, readings: readings, remarks: remarks)
  }

  /// Faults of the question end the reading; faults of one result make it a miss.
  private static func reading(
    _ node: InputNode, id: String, line: Int, form: MeasuredFileForm, settings: BenchmarkSettings
  ) throws -> RunReading {
    guard Self.form(of: node) == form else {
      throw Diagnostic(
        id: .measuredFormMixed, file: node.file, line: line, found: "another object than before",
        expected: form.title)
    }
    let record = try BenchmarkRecord(node, form: form, line: line, settings: settings)
    let run = BenchmarkRun(record)
    do {
      return .run(try run.run(id: id))
    } catch let reason as Diagnostic where ![.missingSetting, .flagContradictsFile].contains(reason.id) {
      let labels = RunLabels(
        model: try record.model(), accelerator: try record.accelerator(), mode: .aggregated,
        runtime: try? record.runtime(), runtimeVersion: try? record.runtimeVersion())
      return .unreadable(
        UnreadableRow(id: id, place: "line \(line)", labels: labels, quantities: run.quantities, reason: reason))
    }
  }
}

/// A result of a load generator as a measured run.
///
/// Keys as in `vllm/benchmarks/serve.py` of vllm-project/vllm and `bench_serving.py` of sgl-project/sglang.
private struct BenchmarkRun {
  /// The keys of mean times, in milliseconds.
  private static let times: [(key: String, quantity: MeasuredQuantity)] = [
    ("mean_tpot_ms", .timePerOutputToken), ("mean_ttft_ms", .timeToFirstToken),
  ]
  /// The keys of rates of the whole deployment.
  private static let rates: [(keys: [String], quantity: MeasuredQuantity)] = [
    (["output_throughput"], .outputTokensPerSecondPerGPU),
    (["total_token_throughput", "total_throughput"], .totalTokensPerSecondPerGPU),
  ]

  private let record: BenchmarkRecord

  init(_ record: BenchmarkRecord) { self.record = record }

  /// - Throws: `Diagnostic` that names the key at fault.
  func run(id: String) throws -> MeasuredRun {
    let deployment = try record.deployment()
    return MeasuredRun(
      id: id, file: record.node.file, place: "line \(record.line)", model: try record.model(),
      accelerator: try record.accelerator(), runtime: try record.runtime(),
      runtimeVersion: try record.runtimeVersion(), weightFormat: try record.precision(),
      cacheFormat: try record.cachePrecision(), deployment: deployment, traffic: try traffic(),
      speculation: try speculation(), figures: try figures(gpus: deployment.gpus))
  }

  /// The quantities measured by the record, whether or not the rest of it can be read.
  var quantities: [MeasuredQuantity] {
    let measured = try? figures(gpus: 1)
    return MeasuredQuantity.allCases.filter { measured?[$0] != nil }
  }

  private func figures(gpus: Int) throws -> [MeasuredQuantity: Double] {
    var figures: [MeasuredQuantity: Double] = [:]
    for (key, quantity) in Self.times {
      if let value = try record.number(key), value > 0 { figures[quantity] = value / 1000 }
    }
    for (keys, quantity) in Self.rates {
      if let key = try keys.first(where: { try record.text($0) != nil }), let value = try record.number(key), value > 0
      {
        figures[quantity] = value / Double(gpus)
      }
    }
    guard !figures.isEmpty else {
      throw record.fault(
        .missingValue, "mean_tpot_ms", found: "no figure above zero", expected: "something that was measured")
    }
    return figures
  }

  // MARK: - Traffic

  /// Means over the requests that were answered.
  private func traffic() throws -> Traffic {
    guard let completed = try record.count("completed") else {
      throw record.fault(.missingValue, "completed", found: "no such key", expected: "requests that were answered")
    }
    return Traffic(
      inputTokens: try mean("total_input_tokens", completed), outputTokens: try mean("total_output_tokens", completed),
      load: try load(requests: try record.count("num_prompts") ?? completed),
      requests: Double(completed))
  }

  private func mean(_ key: String, _ completed: Int) throws -> Double {
    guard let total = try record.count(key) else {
      throw record.fault(.missingValue, key, found: "no such key", expected: "tokens of all requests")
    }
    return Double(total) / Double(completed)
  }

  /// A finite rate is an open loop. Without one, requests wait for room under the limit of concurrency, and where there
  /// is none they are all sent at once.
  private func load(requests: Int) throws -> Traffic.Load {
    if let strategy = try record.text("ramp_up_strategy") {
      throw record.fault(.loadUnsteady, "ramp_up_strategy", found: "\"\(strategy)\"", expected: "a steady load")
    }
    let rate = try record.text("request_rate") ?? "inf"
    let limit = try record.count("max_concurrency")
    if let rate = Double(rate) {
      guard rate.isInfinite else { return try steady(rate, limit: limit) }
      return .concurrency(Double(min(limit ?? requests, requests)))
    }
    throw record.fault(.loadUnsteady, "request_rate", found: "\"\(rate)\"", expected: "a number or \"inf\"")
  }

  private func steady(_ rate: Double, limit: Int?) throws -> Traffic.Load {
    guard rate > 0 else {
      throw record.fault(.outOfRange, "request_rate", found: "\(rate)", expected: "a rate above zero")
    }
    guard limit == nil else {
      throw record.fault(
        .loadAmbiguous, "max_concurrency", found: "a rate and a limit of concurrency",
        expected: "one of them: a file does not say which one held")
    }
    return .requestsPerSecond(rate)
  }

  // MARK: - Speculation

  /// The speculation, from metadata or from the server's counts.
  private func speculation() throws -> Speculation? {
    let length = try record.number("accept_length") ?? record.number("spec_decode_acceptance_length")
    let drafted = try record.count("draft_tokens") ?? countedDrafts()
    if let acceptance = try record.number("acceptance") {
      guard let drafted, (1...64).contains(drafted), acceptance <= 1 else { throw noAcceptance("acceptance") }
      return Speculation(draftTokens: drafted, acceptance: acceptance)
    }
    // SGLang writes a length of 1, or nothing, where nothing is drafted.
    guard let length, length > 1 else {
      guard drafted == nil else { throw noAcceptance("draft_tokens") }
      return nil
    }
    guard let drafted, let speculation = Speculation.matching(draftTokens: drafted, tokensPerStep: length) else {
      throw noAcceptance("accept_length")
    }
    return speculation
  }

  /// vLLM counts drafts and their tokens.
  private func countedDrafts() throws -> Int? {
    guard let drafts = try record.number("spec_decode_num_drafts"), drafts > 0,
      let tokens = try record.number("spec_decode_draft_tokens")
    else { return nil }
    return Int(exactly: (tokens / drafts).rounded())
  }

  private func noAcceptance(_ key: String) -> Diagnostic {
    record.fault(
      .missingAcceptance, key, found: "only part of it",
      expected: "how many tokens are drafted and how many of them accepted",
      advice: "give draft_tokens and acceptance as metadata of the benchmark")
  }
}

/// Facts that result files of load generators omit: the runtime and the hardware. A file's own metadata gives them, or
/// the command line does for every such file.
public struct BenchmarkSettings: Sendable, Hashable {
  /// A catalogue name, a Hugging Face name or a path.
  public var model: String?
  /// "H200", "GB200-NVL72".
  public var accelerator: String?
  /// TP: ranks that share one sequence's attention.
  public var tensorParallel: Int?
  /// DP: groups of ranks that hold different sequences.
  public var dataParallel: Int?
  /// EP: groups of ranks that hold different experts.
  public var expertParallel: Int?
  /// PP: stages.
  public var pipelineParallel: Int?
  /// Stored weights; `nil` keeps the checkpoint's.
  public var precision: NumberFormat?
  /// Stored cache elements; `nil` keeps the checkpoint's.
  public var cachePrecision: NumberFormat?
  /// "vllm", "sglang", "trtllm".
  public var runtime: String?
  /// The version of the runtime.
  public var runtimeVersion: String?

  /// No settings.
  public init() {}
}
