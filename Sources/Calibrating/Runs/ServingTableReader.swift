import Costing
import Formats
import Quantities

/// Reads a table with a serving run in each row.
enum ServingTableReader {
  /// Whether a header is that of such a table, perhaps with columns missing.
  static func recognises(_ header: [String]) -> Bool {
    Set(header).intersection(ServingColumns.required).count * 2 >= ServingColumns.required.count
  }

  /// - Throws: `Diagnostic` "missing-column" or "duplicate-column". Faults of a row make the row unreadable.
  static func read(_ table: CSVTable) throws -> MeasuredFile {
    try check(table)
    let readings = table.records.map { reading($0, of: table) }
    let ignored = table.header.fields.filter { !ServingColumns.known.contains($0) && !$0.isEmpty }
    let remarks =
      ignored.isEmpty ? [] : ["\(table.file): nobody reads the columns \(ignored.joined(separator: ", "))"]
    return MeasuredFile(name: table.file, form: .servingTable, readings: readings, remarks: remarks)
  }

  private static func check(_ table: CSVTable) throws {
    let header = table.header
    let missing = ServingColumns.required.filter { !header.fields.contains($0) }
    guard missing.isEmpty else {
      throw Diagnostic(
        id: .missingColumn, file: table.file, line: header.line,
        found: "no column \(missing.joined(separator: ", "))",
        expected: "the columns \(ServingColumns.required.joined(separator: ", "))")
    }
    for (index, name) in header.fields.enumerated() where !name.isEmpty && header.fields[..<index].contains(name) {
      throw Diagnostic(
        id: .duplicateColumn, file: table.file, key: name, line: header.line, found: "the same column twice",
        expected: "each column once")
    }
  }

  private static func reading(_ record: CSVTable.Record, of table: CSVTable) -> RunReading {
    let columns = table.header.fields
    let row = TableRow(file: table.file, line: record.line, columns: columns, fields: record.fields)
    do {
      guard record.fields.count == columns.count else {
        throw Diagnostic(
          id: .raggedRow, file: table.file, line: record.line, found: "\(record.fields.count) cells",
          expected: "\(columns.count), as in the header")
      }
      return .run(try ServingRow(row).run())
    } catch {
      return .unreadable(unreadable(row, reason: error))
    }
  }

  private static func unreadable(_ row: TableRow, reason: any Error) -> UnreadableRow {
    let place = "line \(row.line)"
    let fault = Diagnostic(
      id: .rowUnreadable, file: row.file, line: row.line, found: "\(reason)", expected: "a row that can be read")
    return UnreadableRow(
      id: row.text("id") ?? place, place: place, labels: ServingRow(row).labels,
      quantities: ServingRow.figureColumns.filter { row.text($0.column) != nil }.map(\.quantity),
      reason: reason as? Diagnostic ?? fault)
  }
}

/// The columns of a table of serving runs, as AIConfigurator's silicon samples have them.
private enum ServingColumns {
  /// The required columns.
  static let required = [
    "id", "system", "model_path", "precision", "mode", "isl", "osl", "conc", "tp_size_f", "attention_dp_size_f",
    "moe_ep_size_f", "silicon_ttft_ms", "silicon_tpot_ms",
  ]

  /// The known columns: those read if present, and those known to be redundant or irrelevant here.
  static let known = Set(
    required + [
      "backend", "backend_version", "gemm_quant_mode", "moe_quant_mode", "batch_size", "pp_size_f", "moe_tp_size_f",
      "gpus", "measured", "mtp",
    ] + ["prefill", "decode"].flatMap { role in workerColumns.map { "\(role)_\($0)" } })

  private static let workerColumns = [
    "batch_size", "num_workers", "tp_size", "pp_size", "attention_dp_size", "moe_tp_size", "moe_ep_size", "gpus",
  ]
}

/// One row of a table of serving runs.
private struct ServingRow {
  /// The columns of measured figures, in milliseconds.
  static let figureColumns: [(column: String, quantity: MeasuredQuantity)] = [
    ("silicon_tpot_ms", .timePerOutputToken), ("silicon_ttft_ms", .timeToFirstToken),
  ]
  /// The values of the column `mtp` for runs without speculative decoding; "unknown" ones are of servers that had none.
  private static let withoutSpeculation = ["none_or_unknown", "none", "no", "off"]

  private let row: TableRow

  init(_ row: TableRow) { self.row = row }

  /// The labels of the row, as far as they can be read.
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
        .unknownValue, "mtp", found: "\"\(word)\"",
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
        .missingValue, Self.figureColumns.map(\.column).joined(separator: ", "), found: "empty cells",
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
      throw row.fault(.unknownValue, column, found: "\"\(word)\"", expected: "one of \(FormatWords.known)")
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
      throw row.fault(.unknownValue, "mode", found: "\"\(other)\"", expected: "agg or disagg")
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
        .layoutContradiction, experts, found: "\(group.expertParallel)",
        expected: "a divisor of TP x DP = \(group.gpusPerStage)")
    }
    try check(group.expertTensorParallel, column: column("moe_tp_size"), "TP x DP over \(experts) is")
    try check(group.gpus, column: "\(prefix)gpus", "the layout has")
    return group
  }

  /// Columns that follow from others must agree with them.
  private func check(_ value: Int, column: String, _ what: String) throws {
    guard let stated = try row.number(column), stated != Double(value) else { return }
    throw row.fault(.layoutContradiction, column, found: row.text(column) ?? "", expected: "\(value), which \(what)")
  }
}

extension TableRow {
  /// A degree of parallelism, also when it is written "8.0".
  /// - Throws: `Diagnostic` "missing-value", "wrong-type" or "out-of-range".
  func degree(_ column: String) throws -> Int { try requiredWhole(column, atMost: LayoutLimits.largestDegree) }

  /// A degree; `nil` for an empty cell.
  func optionalDegree(_ column: String) throws -> Int? { try whole(column, atMost: LayoutLimits.largestDegree) }
}
