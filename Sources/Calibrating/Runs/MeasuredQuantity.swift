import Costing

/// A measured quantity of a deployment.
public enum MeasuredQuantity: String, Sendable, Hashable, CaseIterable, Codable {
  /// TPOT, seconds.
  case timePerOutputToken
  /// TTFT, seconds.
  case timeToFirstToken
  /// Generated tokens per second and GPU of the deployment.
  case outputTokensPerSecondPerGPU
  /// Prompt tokens per second and GPU that prefills, prefix-cache hits among them.
  case inputTokensPerSecondPerGPU
  /// Prompt and generated tokens per second and GPU of the deployment.
  case totalTokensPerSecondPerGPU
  /// Generated tokens per second of one sequence.
  case outputTokensPerSecondPerUser

  /// The base unit, as tables write it.
  public var unit: String {
    switch self {
    case .timePerOutputToken, .timeToFirstToken: "s"
    case .outputTokensPerSecondPerGPU, .inputTokensPerSecondPerGPU, .totalTokensPerSecondPerGPU: "tok/s/GPU"
    case .outputTokensPerSecondPerUser: "tok/s"
    }
  }
}

/// The kinds of files that hold measured runs.
public enum MeasuredFileForm: String, Sendable, Hashable, CaseIterable, Codable {
  /// A table with a serving run in each row: CSV with the columns of AIConfigurator's silicon samples.
  case servingTable
  /// A JSON list of published figures, each with its source.
  case publishedFigures
  /// The output of `vllm bench serve --save-result`.
  case vllmBenchmark
  /// The output of `python -m sglang.bench_serving --output-file`: an object in each line.
  case sglangBenchmark

  /// The name used in messages.
  public var title: String {
    switch self {
    case .servingTable: "a CSV table of serving runs (id, system, model_path, mode, isl, osl, conc, ...)"
    case .publishedFigures: "a JSON list of published figures (id, layout, workload, metric, value, unit, ...)"
    case .vllmBenchmark: "the JSON of \"vllm bench serve --save-result\""
    case .sglangBenchmark: "the JSON lines of \"sglang.bench_serving --output-file\""
    }
  }

  /// The names of all forms, for messages.
  static var known: String { allCases.map(\.title).joined(separator: ", or ") }
}

/// The result of reading a row of a measured file: a run, or the reason why it cannot be predicted.
public enum RunReading: Sendable {
  /// A run that can be predicted.
  case run(MeasuredRun)
  /// A row that is counted as a miss.
  case unreadable(UnreadableRow)

  /// The identifier in the file.
  public var id: String {
    switch self {
    case .run(let run): run.id
    case .unreadable(let row): row.id
    }
  }
}

/// The mode of serving: prefill and decode together or apart, without the sizes.
public enum ServingMode: String, Sendable, Hashable, CaseIterable, Codable {
  case aggregated
  case disaggregated
  case prefill
  case decode

  /// The mode of a deployment.
  public init(_ deployment: Deployment) {
    self =
      switch deployment {
      case .aggregated: .aggregated
      case .disaggregated: .disaggregated
      case .prefillOnly: .prefill
      case .decodeOnly: .decode
      }
  }
}
