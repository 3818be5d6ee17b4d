import Formats
import FoundationEssentials

/// Reads the output of `nvidia-smi --query-gpu=... --format=csv` for one machine.
struct GPUQueryReader {
  /// Known columns, some of which identify such a table.
  static let knownColumns: Set<String> = [
    "index", "name", "uuid", "memory.total", "pci.bus_id", "compute_cap", "mig.mode.current", "driver_version",
    "fabric.clusteruuid", "fabric.cliqueid", "gpu_name", "serial", "compute_mode", "count", "gpu_uuid",
  ]

  let source: SourceFile
  /// The columns; `nil` where the first line names them.
  let columns: [String]?

  /// The name of a column without its unit: "memory.total [MiB]" is "memory.total".
  static func column(_ text: String) -> String {
    let name = text.split(separator: "[", omittingEmptySubsequences: false).first ?? ""
    return name.trimmed.lowercased()
  }

  /// - Throws: `Diagnostic` with file, line and column.
  func facts() throws -> SourceFacts {
    let rows = try rows()
    guard let first = rows.first, rows.count <= ImportLimits.gpusPerNode else {
      throw Diagnostic(
        id: .missingNodes, file: source.file, found: "\(rows.count) GPUs",
        expected: "a line for each of 1 to \(ImportLimits.gpusPerNode)")
    }
    var node = NodeFacts("", source.origin(first.line))
    node.gpuCount = SourcedValue(rows.count, source.origin(first.line))
    try checkRows(rows)
    if let name = try same("name", rows) ?? same("gpu_name", rows) { node.products = [name] }
    if let capability = try same("compute_cap", rows) {
      // "9.0" is the generation sm 90.
      let generation = "sm " + capability.value.filter { $0 != "." }
      if AcceleratorNames.isGeneration(generation) {
        node.products.append(SourcedValue(generation, capability.origin))
      }
    }
    if let count = try same("count", rows), Int(count.value) != rows.count {
      throw rows[0].fault(
        .conflict, "count", found: "\"\(count.value.prefix(40))\" GPUs", expected: "as many lines, not \(rows.count)")
    }
    if let memory = try same("memory.total", rows) {
      let number = memory.value.split(separator: " ").first.map(String.init) ?? ""
      guard let value = Double(number), value > 0, value < 10_000_000 else {
        throw rows[0].fault(
          .wrongType, "memory.total", found: "\"\(memory.value.prefix(40))\"", expected: "MiB such as \"81559 MiB\"")
      }
      node.memory = SourcedValue(value, memory.origin)
    }
    var facts = SourceFacts()
    facts.anyNode = node
    facts.notes = fabricNotes(rows)
    return facts
  }

  /// Where GPUs are of a fabric of NVLink beyond the machine, its clique is named: other sources say which nodes share it.
  private func fabricNotes(_ rows: [TableRow]) -> [String] {
    for column in ["fabric.cliqueid", "fabric.clusteruuid"] {
      guard let row = rows.first(where: { Self.isSet($0.text(column)) }), let value = row.text(column) else { continue }
      return [
        "\(source.origin(row.line)) has \(column) \(value.prefix(60)): GPUs of other nodes with the same one share the "
          + "scale-up domain; blocks of Slurm or labels of Kubernetes say which"
      ]
    }
    return []
  }

  private static func isSet(_ value: String?) -> Bool {
    guard let value, !value.hasPrefix("[") else { return false }
    return value.contains { $0 != "0" && $0 != "-" }
  }

  private func rows() throws -> [TableRow] {
    let table = try CSVTable(parsing: source.bytes, file: source.file)
    let header = table.header.fields.map(Self.column)
    let hasHeader = header.contains { Self.knownColumns.contains($0) }
    guard hasHeader || columns != nil else {
      throw Diagnostic(
        id: .missingHeader, file: source.file, line: table.header.line,
        found: "a line that names no column: \"\(table.header.fields.joined(separator: ",").prefix(100))\"",
        expected: "a header such as \"index, name, memory.total [MiB]\"",
        advice: "--columns says what the columns are, as it was given to --query-gpu")
    }
    let names = hasHeader ? header : (columns ?? []).map(Self.column)
    let records = (hasHeader ? [] : [table.header]) + table.records
    return try records.map { record in
      guard record.fields.count == names.count else {
        throw Diagnostic(
          id: .csvInvalid, file: source.file, line: record.line, found: "\(record.fields.count) fields",
          expected: "\(names.count): \(names.joined(separator: ", "))",
          advice: "a text that was cut off while it was copied looks like this")
      }
      return TableRow(file: source.file, line: record.line, columns: names, fields: record.fields)
    }
  }

  private func checkRows(_ rows: [TableRow]) throws {
    var seen: [String: Int] = [:]
    for row in rows {
      for column in ["index", "uuid", "pci.bus_id"] {
        guard let value = row.text(column), !value.hasPrefix("[") else { continue }
        if let line = seen.updateValue(row.line, forKey: "\(column) \(value)") {
          throw row.fault(
            .duplicateName, column, found: "\"\(value.prefix(60))\" a second time (line \(line) has it)",
            expected: "the GPUs of one machine")
        }
      }
      if row.text("mig.mode.current")?.lowercased() == "enabled" {
        throw row.fault(.dividedGPU, "mig.mode.current", found: "a GPU in parts (MIG)", expected: "whole GPUs")
      }
    }
  }

  /// The common value of all rows; `nil` where they have none.
  private func same(_ column: String, _ rows: [TableRow]) throws -> SourcedValue<String>? {
    var result: SourcedValue<String>?
    for row in rows {
      guard let value = row.text(column), value.lowercased() != "[n/a]" else { continue }
      if let result, result.value != value {
        throw row.fault(
          .conflict, column, found: "\"\(value.prefix(60))\"",
          expected:
            "what line \(result.origin.line ?? 1) says, as GPUs of a node are alike: \"\(result.value.prefix(60))\"")
      }
      result = result ?? SourcedValue(value, source.origin(row.line))
    }
    return result
  }
}
