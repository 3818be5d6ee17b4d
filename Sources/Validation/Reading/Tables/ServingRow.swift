import Costing
import Inputs
import Quantities

/// One row of a table of serving runs.
struct ServingRow {
  /// Where measured figures stand, in milliseconds.
  static let figureColumns: [(column: String, quantity: MeasuredQuantity)] = [
    ("silicon_tpot_ms", .timePerOutputToken), ("silicon_ttft_ms", .timeToFirstToken),
  ]
  /// What the column `mtp` says of runs without speculative decoding; "unknown" ones are of servers that had none.
  private static let withoutSpeculation = ["none_or_unknown", "none", "no", "off"]

  private let row: TableRow

  init(_ row: TableRow) { self.row = row }

  /// As much as the row says, whatever else is wrong with it.
  var labels: RunLabels {
    let mode: ServingMode? =
      switch row.text("mode") {
      case "agg": .aggregated
      case "disagg": .disaggregated
      default: nil
      }
    return RunLabels(
      model: row.text("model_path"), accelerator: row.text("system"), mode: mode, runtime: row.text("backend"),
      runtimeVersion: row.text("backend_version"))
  }

  /// - Throws: `Diagnostic` that names line and column.
  func run() throws -> MeasuredRun {
    if let word = row.text("mtp"), !Self.withoutSpeculation.contains(word) {
      throw row.fault(
        "unknown-value", "mtp", found: "\"\(word)\"",
        expected: "one of \(Self.withoutSpeculation.joined(separator: ", "))")
    }
    let formats = try formats()
    var run = MeasuredRun(
      id: try row.required("id"), file: row.file, place: "line \(row.line)", model: try row.required("model_path"),
      accelerator: try row.required("system"), runtime: row.text("backend"),
      runtimeVersion: row.text("backend_version"), weightFormat: formats.experts,
      denseFormat: formats.dense == formats.experts ? nil : formats.dense, deployment: try deployment(),
      traffic: InferenceXClient.traffic(
        input: try row.requiredNumber("isl"), output: try row.requiredNumber("osl"),
        concurrency: try row.requiredNumber("conc")),
      figures: try figures())
    run.scheduler = InferenceXSettings.settings(of: run)
    return run
  }

  private func figures() throws -> [MeasuredQuantity: Double] {
    var figures: [MeasuredQuantity: Double] = [:]
    for (column, quantity) in Self.figureColumns {
      figures[quantity] = try row.number(column).map { $0 / 1000 }
    }
    guard !figures.isEmpty else {
      throw row.fault(
        "missing-value", Self.figureColumns.map(\.column).joined(separator: ", "), found: "empty cells",
        expected: "something that was measured")
    }
    return figures
  }

  /// The quantisation modes of experts and of dense matrices; the run's precision where they are not given.
  private func formats() throws -> (experts: NumberFormat?, dense: NumberFormat?) {
    let precision = try format("precision")
    return (try format("moe_quant_mode") ?? precision, try format("gemm_quant_mode") ?? precision)
  }

  private func format(_ column: String) throws -> NumberFormat? {
    guard let word = row.text(column) else { return nil }
    guard let format = FormatWords.format(word) else {
      throw row.fault("unknown-value", column, found: "\"\(word)\"", expected: "one of \(FormatWords.known)")
    }
    return format
  }

  // MARK: - Layout

  private func deployment() throws -> Deployment {
    switch try row.required("mode") {
    case "agg":
      return .aggregated(try group(prefix: "", suffix: "_f"))
    case "disagg":
      let (prefill, decode) = (try group(prefix: "prefill_", suffix: ""), try group(prefix: "decode_", suffix: ""))
      try check(prefill.gpus + decode.gpus, column: "gpus", "prefill and decode workers have")
      return .disaggregated(prefill: prefill, decode: decode)
    case let other:
      throw row.fault("unknown-value", "mode", found: "\"\(other)\"", expected: "agg or disagg")
    }
  }

  private func group(prefix: String, suffix: String) throws -> WorkerGroup {
    func column(_ name: String) -> String { "\(prefix)\(name)\(suffix)" }
    let group = WorkerGroup(
      workers: prefix.isEmpty ? 1 : try row.degree("\(prefix)num_workers"),
      tensorParallel: try row.degree(column("tp_size")), dataParallel: try row.degree(column("attention_dp_size")),
      pipelineParallel: try row.optionalDegree(column("pp_size")) ?? 1,
      expertParallel: try row.degree(column("moe_ep_size")))
    let experts = column("moe_ep_size")
    guard group.gpusPerStage % group.expertParallel == 0 else {
      throw row.fault(
        "layout-contradiction", experts, found: "\(group.expertParallel)",
        expected: "a divisor of TP x DP = \(group.gpusPerStage)")
    }
    try check(group.expertTensorParallel, column: column("moe_tp_size"), "TP x DP over \(experts) is")
    try check(group.gpus, column: "\(prefix)gpus", "the layout has")
    return group
  }

  /// Columns that follow from others must agree with them.
  private func check(_ value: Int, column: String, _ what: String) throws {
    guard let stated = try row.number(column), stated != Double(value) else { return }
    throw row.fault("layout-contradiction", column, found: row.text(column) ?? "", expected: "\(value), which \(what)")
  }
}
