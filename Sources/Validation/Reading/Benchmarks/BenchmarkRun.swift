import Costing
import Inputs

/// A result of a load generator as a measured run.
///
/// Keys as in `vllm/benchmarks/serve.py` of vllm-project/vllm and `bench_serving.py` of sgl-project/sglang.
struct BenchmarkRun {
  /// Where means stand, in milliseconds.
  private static let times: [(key: String, quantity: MeasuredQuantity)] = [
    ("mean_tpot_ms", .timePerOutputToken), ("mean_ttft_ms", .timeToFirstToken),
  ]
  /// Where rates of the whole deployment stand.
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

  /// What the record measured, whether or not the rest of it can be read.
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
        "missing-value", "mean_tpot_ms", found: "no figure above zero", expected: "something that was measured")
    }
    return figures
  }

  // MARK: - Traffic

  /// Means over the requests that were answered.
  private func traffic() throws -> Traffic {
    guard let completed = try record.count("completed") else {
      throw record.fault("missing-value", "completed", found: "no such key", expected: "requests that were answered")
    }
    return Traffic(
      inputTokens: try mean("total_input_tokens", completed), outputTokens: try mean("total_output_tokens", completed),
      load: try load(requests: try record.count("num_prompts") ?? completed),
      requests: Double(completed))
  }

  private func mean(_ key: String, _ completed: Int) throws -> Double {
    guard let total = try record.count(key) else {
      throw record.fault("missing-value", key, found: "no such key", expected: "tokens of all requests")
    }
    return Double(total) / Double(completed)
  }

  /// A finite rate is an open loop. Without one, requests wait for room under the limit of concurrency, and where there
  /// is none they are all sent at once.
  private func load(requests: Int) throws -> Traffic.Load {
    if let strategy = try record.text("ramp_up_strategy") {
      throw record.fault("load-unsteady", "ramp_up_strategy", found: "\"\(strategy)\"", expected: "a steady load")
    }
    let rate = try record.text("request_rate") ?? "inf"
    let limit = try record.count("max_concurrency")
    if let rate = Double(rate) {
      guard rate.isInfinite else { return try steady(rate, limit: limit) }
      return .concurrency(Double(min(limit ?? requests, requests)))
    }
    throw record.fault("load-unsteady", "request_rate", found: "\"\(rate)\"", expected: "a number or \"inf\"")
  }

  private func steady(_ rate: Double, limit: Int?) throws -> Traffic.Load {
    guard rate > 0 else {
      throw record.fault("out-of-range", "request_rate", found: "\(rate)", expected: "a rate above zero")
    }
    guard limit == nil else {
      throw record.fault(
        "load-ambiguous", "max_concurrency", found: "a rate and a limit of concurrency",
        expected: "one of them: a file does not say which one held")
    }
    return .requestsPerSecond(rate)
  }

  // MARK: - Speculation

  /// From metadata, or from what the server counted.
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
      "no-acceptance", key, found: "only part of it",
      expected: "how many tokens are drafted and how many of them accepted",
      advice: "give draft_tokens and acceptance as metadata of the benchmark")
  }
}
