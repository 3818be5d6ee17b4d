import Quantities

/// A record of a table, with its fields by column.
public struct TableRow: Sendable {
  /// The file name used in messages.
  public let file: String
  /// The first line of the record.
  public let line: Int
  private let cells: [String: String]

  /// - Parameters:
  ///   - file: The file name used in messages.
  ///   - line: The first line of the record.
  ///   - columns: The column names.
  ///   - fields: The fields, in the order of the columns.
  public init(file: String, line: Int, columns: [String], fields: [String]) {
    self.file = file
    self.line = line
    cells = Dictionary(
      zip(columns, fields.map { String($0.trimmingSpaces()) }), uniquingKeysWith: { first, _ in first })
  }

  /// The text of a cell; `nil` where it is empty or there is no such column.
  public func text(_ column: String) -> String? {
    guard let cell = cells[column], !cell.isEmpty else { return nil }
    return cell
  }

  /// - Throws: `Diagnostic` "missing-value".
  public func required(_ column: String, expected: String = "a value") throws -> String {
    if let text = text(column) { return text }
    throw fault(.missingValue, column, found: "an empty cell", expected: expected)
  }

  /// A number above zero; `nil` for an empty cell.
  /// - Throws: `Diagnostic` "wrong-type" or "out-of-range".
  public func number(_ column: String) throws -> Double? {
    guard let text = text(column) else { return nil }
    guard let value = Double(text) else {
      throw fault(.wrongType, column, found: "\"\(text)\"", expected: "a number")
    }
    guard value >= 1e-9, value < 1e12 else {
      throw fault(.outOfRange, column, found: text, expected: "a number of 1e-9 to 1e12")
    }
    return value
  }

  /// - Throws: `Diagnostic` "missing-value", "wrong-type" or "out-of-range".
  public func requiredNumber(_ column: String) throws -> Double {
    if let value = try number(column) { return value }
    throw fault(.missingValue, column, found: "an empty cell", expected: "a number")
  }

  /// A whole number of 1 or more, also when written "8.0"; `nil` for an empty cell.
  /// - Throws: `Diagnostic` "wrong-type" or "out-of-range".
  public func whole(_ column: String, atMost most: Int) throws -> Int? {
    guard let value = try number(column) else { return nil }
    guard let count = Int(exactly: value), count <= most else {
      throw fault(.outOfRange, column, found: "\(value)", expected: "a whole number of 1 to \(most)")
    }
    return count
  }

  /// - Throws: `Diagnostic` "missing-value", "wrong-type" or "out-of-range".
  public func requiredWhole(_ column: String, atMost most: Int) throws -> Int {
    if let value = try whole(column, atMost: most) { return value }
    throw fault(.missingValue, column, found: "an empty cell", expected: "a whole number")
  }

  /// A fault in a cell.
  public func fault(_ id: DiagnosticID, _ column: String, found: String, expected: String) -> Diagnostic {
    Diagnostic(id: id, file: file, key: column, line: line, found: found, expected: expected)
  }
}
