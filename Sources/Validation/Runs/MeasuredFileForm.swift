/// The kinds of files that hold measured runs.
public enum MeasuredFileForm: String, Sendable, Hashable, CaseIterable, Codable {
  /// A table with a serving run in each row: CSV with the columns of AIConfigurator's silicon samples.
  case servingTable
  /// A JSON list of published figures, each with its source.
  case publishedFigures
  /// What `vllm bench serve --save-result` writes.
  case vllmBenchmark
  /// What `python -m sglang.bench_serving --output-file` writes: an object in each line.
  case sglangBenchmark

  /// What messages call it.
  public var title: String {
    switch self {
    case .servingTable: "a CSV table of serving runs (id, system, model_path, mode, isl, osl, conc, ...)"
    case .publishedFigures: "a JSON list of published figures (id, layout, workload, metric, value, unit, ...)"
    case .vllmBenchmark: "the JSON of \"vllm bench serve --save-result\""
    case .sglangBenchmark: "the JSON lines of \"sglang.bench_serving --output-file\""
    }
  }

  /// All kinds, for messages.
  static var known: String { allCases.map(\.title).joined(separator: ", or ") }
}
