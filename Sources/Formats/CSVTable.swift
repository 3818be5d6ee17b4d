import FoundationEssentials
import Quantities

/// A table of comma-separated values (RFC 4180): a header and records, each with its line number.
public struct CSVTable: Sendable {
  /// A record: its fields and the number of its first line.
  public struct Record: Sendable {
    public let line: Int
    public let fields: [String]
  }

  /// The file name used in messages.
  public let file: String
  /// The column names.
  public let header: Record
  /// The records below the header.
  public let records: [Record]

  /// - Parameters:
  ///   - text: The text, with or without a byte-order mark. Lines end in LF, CRLF or CR; empty lines are skipped.
  ///   - file: The file name used in messages.
  /// - Throws: `Diagnostic` "file-empty", "csv-invalid" for a quotation that does not end, or "too-many-values".
  public init(parsing text: String, file: String) throws {
    var scanner = CSVScanner(text: text, file: file)
    let all = try scanner.records()
    guard let first = all.first else {
      throw Diagnostic(id: .fileEmpty, file: file, found: "an empty file", expected: "a table with a header")
    }
    self.file = file
    header = Record(line: first.line, fields: first.fields.map { String($0.trimmingSpaces()) })
    records = Array(all.dropFirst())
  }
}

extension CSVTable {
  /// Reads a table in UTF-8.
  /// - Throws: `Diagnostic` "not-utf8", or as `init(parsing:file:)`.
  public init(parsing data: Data, file: String) throws {
    try self.init(parsing: InputText.decode(data, file: file), file: file)
  }

  /// A record with its fields by column.
  public func row(_ record: Record) -> TableRow {
    TableRow(file: file, line: record.line, columns: header.fields, fields: record.fields)
  }
}

/// Scans the bytes of a text: every delimiter is ASCII.
private struct CSVScanner {
  private static let (quote, comma, newline, carriage) = (
    UInt8(ascii: "\""), UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "\r")
  )

  private let bytes: [UInt8]
  private let file: String
  private var position = 0
  private var line = 1
  private var cellCount = 0

  init(text: String, file: String) {
    bytes = Array(text.utf8)
    self.file = file
  }

  mutating func records() throws -> [CSVTable.Record] {
    var records: [CSVTable.Record] = []
    while position < bytes.count {
      let record = try record()
      if record.fields != [""] { records.append(record) }
    }
    return records
  }

  private mutating func record() throws -> CSVTable.Record {
    let start = line
    var fields = [try field()]
    while position < bytes.count, bytes[position] == Self.comma {
      position += 1
      fields.append(try field())
    }
    skipLineEnd()
    return CSVTable.Record(line: start, fields: fields)
  }

  private mutating func field() throws -> String {
    cellCount += 1
    guard cellCount <= InputLimits.tableCells else {
      throw Diagnostic(
        id: .tooManyValues, file: file, line: line, found: "more cells",
        expected: "at most \(InputLimits.tableCells) in a table")
    }
    if position < bytes.count, bytes[position] == Self.quote { return try quotedField() }
    let start = position
    while position < bytes.count, bytes[position] != Self.comma, !isLineEnd(at: position) { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  /// A quotation mark inside the field is doubled.
  private mutating func quotedField() throws -> String {
    let start = line
    var content: [UInt8] = []
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte != Self.quote {
        if byte == Self.newline || byte == Self.carriage && position < bytes.count && bytes[position] != Self.newline {
          line += 1
        }
        content.append(byte)
      } else if position < bytes.count, bytes[position] == Self.quote {
        content.append(byte)
        position += 1
      } else {
        return String(decoding: content, as: UTF8.self) + trailing()
      }
    }
    throw Diagnostic(
      id: .csvInvalid, file: file, line: start, found: "a quotation that does not end",
      expected: "a closing quotation mark")
  }

  /// Text between a closing quotation mark and the comma, which most readers take as part of the field.
  private mutating func trailing() -> String {
    let start = position
    while position < bytes.count, bytes[position] != Self.comma, !isLineEnd(at: position) { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private func isLineEnd(at index: Int) -> Bool {
    bytes[index] == Self.newline || bytes[index] == Self.carriage
  }

  private mutating func skipLineEnd() {
    guard position < bytes.count else { return }
    if bytes[position] == Self.carriage { position += 1 }
    if position < bytes.count, bytes[position] == Self.newline { position += 1 }
    line += 1
  }
}
