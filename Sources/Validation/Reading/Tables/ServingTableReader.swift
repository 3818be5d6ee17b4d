import Inputs

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
        id: "missing-column", file: table.file, line: header.line,
        found: "no column \(missing.joined(separator: ", "))",
        expected: "the columns \(ServingColumns.required.joined(separator: ", "))")
    }
    for (index, name) in header.fields.enumerated() where !name.isEmpty && header.fields[..<index].contains(name) {
      throw Diagnostic(
        id: "duplicate-column", file: table.file, key: name, line: header.line, found: "the same column twice",
        expected: "each column once")
    }
  }

  private static func reading(_ record: CSVTable.Record, of table: CSVTable) -> RunReading {
    let columns = table.header.fields
    let row = TableRow(file: table.file, line: record.line, columns: columns, fields: record.fields)
    do {
      guard record.fields.count == columns.count else {
        throw Diagnostic(
          id: "ragged-row", file: table.file, line: record.line, found: "\(record.fields.count) cells",
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
      id: "row-unreadable", file: row.file, line: row.line, found: "\(reason)", expected: "a row that can be read")
    return UnreadableRow(
      id: row.text("id") ?? place, place: place, labels: ServingRow(row).labels,
      quantities: ServingRow.figureColumns.filter { row.text($0.column) != nil }.map(\.quantity),
      reason: reason as? Diagnostic ?? fault)
  }
}
