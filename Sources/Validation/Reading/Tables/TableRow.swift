import Inputs

/// One record of a table, by column.
struct TableRow {
  let file: String
  let line: Int
  private let cells: [String: String]

  init(file: String, line: Int, columns: [String], fields: [String]) {
    self.file = file
    self.line = line
    cells = Dictionary(
      zip(columns, fields.map { String($0.trimmingSpaces()) }), uniquingKeysWith: { first, _ in first })
  }

  /// What stands in a cell; `nil` where it is empty or the table has no such column.
  func text(_ column: String) -> String? {
    guard let cell = cells[column], !cell.isEmpty else { return nil }
    return cell
  }

  /// - Throws: `Diagnostic` "missing-value".
  func required(_ column: String, expected: String = "a value") throws -> String {
    if let text = text(column) { return text }
    throw fault("missing-value", column, found: "an empty cell", expected: expected)
  }

  /// A number above zero; `nil` for an empty cell.
  /// - Throws: `Diagnostic` "wrong-type" or "out-of-range".
  func number(_ column: String) throws -> Double? {
    guard let text = text(column) else { return nil }
    guard let value = Double(text) else {
      throw fault("wrong-type", column, found: "\"\(text)\"", expected: "a number")
    }
    guard value.isFinite, value > 0, value < 1e12 else {
      throw fault("out-of-range", column, found: text, expected: "a finite number above zero")
    }
    return value
  }

  /// - Throws: `Diagnostic` "missing-value", "wrong-type" or "out-of-range".
  func requiredNumber(_ column: String) throws -> Double {
    if let value = try number(column) { return value }
    throw fault("missing-value", column, found: "an empty cell", expected: "a number")
  }

  /// A degree of parallelism, also when it is written "8.0".
  /// - Throws: `Diagnostic` "missing-value", "wrong-type" or "out-of-range".
  func degree(_ column: String) throws -> Int {
    try whole(requiredNumber(column), column)
  }

  /// The same; `nil` for an empty cell.
  func optionalDegree(_ column: String) throws -> Int? {
    try number(column).map { try whole($0, column) }
  }

  private func whole(_ value: Double, _ column: String) throws -> Int {
    guard let count = Int(exactly: value), count <= LayoutLimits.largestDegree else {
      throw fault(
        "out-of-range", column, found: "\(value)", expected: "a whole number of 1 to \(LayoutLimits.largestDegree)")
    }
    return count
  }

  func fault(_ id: String, _ column: String, found: String, expected: String) -> Diagnostic {
    Diagnostic(id: id, file: file, key: column, line: line, found: found, expected: expected)
  }
}
