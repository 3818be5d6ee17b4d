import Formats
import FoundationEssentials

/// Reads files of measured runs, whose form is detected from the content.
public struct MeasuredFileReader: Sendable {
  private let settings: BenchmarkSettings

  /// - Parameter settings: Facts that results of load generators omit.
  public init(settings: BenchmarkSettings = BenchmarkSettings()) {
    self.settings = settings
  }

  /// - Parameter path: A file as the user named it.
  /// - Throws: `Diagnostic` where it cannot be read or is none of the known forms.
  public func read(contentsOf path: String) throws -> MeasuredFile {
    try read(InputDocument.bytes(ofFile: path), file: path)
  }

  /// - Parameters:
  ///   - data: The bytes of a file.
  ///   - file: The file name used in messages.
  public func read(_ data: Data, file: String) throws -> MeasuredFile {
    let text = try InputText.decode(data, file: file)
    switch text.first(where: { !$0.isWhitespace }) {
    case "[": return try list(InputDocument.parse(data, file: file, isJSON: true), file: file)
    case "{": return try benchmark(text, file: file)
    case nil:
      throw Diagnostic(id: .fileEmpty, file: file, found: "an empty file", expected: MeasuredFileForm.known)
    default: return try table(text, file: file)
    }
  }

  // MARK: - Forms

  private func table(_ text: String, file: String) throws -> MeasuredFile {
    let start = String((text.split(whereSeparator: \.isNewline).first ?? "").trimmingSpaces())
    guard start.contains(",") else { throw unknown(file, found: "a text that starts with \"\(start.prefix(40))\"") }
    let table = try CSVTable(parsing: text, file: file)
    guard ServingTableReader.recognises(table.header.fields) else {
      let columns = table.header.fields
      let more = columns.count > 6 ? ", ..." : ""
      throw unknown(file, found: "a table with the columns \(columns.prefix(6).joined(separator: ", "))\(more)")
    }
    return try ServingTableReader.read(table)
  }

  private func list(_ document: InputNode, file: String) throws -> MeasuredFile {
    let items = try document.items()
    if PublishedReader.recognises(items) { return PublishedReader.read(items, file: file) }
    guard let form = items.first.flatMap(BenchmarkReader.form) else {
      throw unknown(file, found: "a JSON list of \(items.first.map { Self.keys($0) } ?? "nothing")")
    }
    return try BenchmarkReader.read(items.map { (1, $0) }, form: form, file: file, settings: settings)
  }

  /// Reads one object, or an object in each line.
  private func benchmark(_ text: String, file: String) throws -> MeasuredFile {
    let records = try Self.objects(text, file: file)
    guard let first = records.first, let form = BenchmarkReader.form(of: first.node) else {
      throw unknown(file, found: "a JSON object of \(records.first.map { Self.keys($0.node) } ?? "nothing")")
    }
    return try BenchmarkReader.read(records, form: form, file: file, settings: settings)
  }

  private static func objects(_ text: String, file: String) throws -> [(line: Int, node: InputNode)] {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
      .map { (line: $0.offset + 1, text: $0.element.trimmingSpaces()) }.filter { !$0.text.isEmpty }
    guard lines.allSatisfy({ $0.text.hasPrefix("{") }) else {
      return [(1, try InputDocument.parse(Data(text.utf8), file: file, isJSON: true))]
    }
    return try lines.map { line, text in
      (line, try InputDocument.parse(Data(text.utf8), file: file, isJSON: true, firstLine: line))
    }
  }

  private static func keys(_ node: InputNode) -> String {
    guard case .mapping(let entries) = node.content else { return node.summary }
    let more = entries.count > 6 ? ", ..." : ""
    return "the keys \(entries.prefix(6).map(\.key).joined(separator: ", "))\(more)"
  }

  private func unknown(_ file: String, found: String) -> Diagnostic {
    Diagnostic(id: .unknownMeasuredForm, file: file, found: found, expected: MeasuredFileForm.known)
  }
}
