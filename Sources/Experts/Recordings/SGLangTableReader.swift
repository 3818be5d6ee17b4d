import Formats
import FoundationEssentials

/// Reads the table that SGLang's recorder wrote until mid-2025: `layer_id,expert_id,count`, without rows of count zero.
struct SGLangTableReader {
  private static let columns = ["layer_id", "expert_id", "count"]

  let context: LoadContext

  func read(_ data: Data, file: String) throws -> LoadRecording {
    let table = try CSVTable(parsing: data, file: file)
    if let missing = Self.columns.first(where: { !table.header.fields.contains($0) }) {
      throw Diagnostic(
        id: .missingColumn, file: file, line: table.header.line,
        found: "the columns \(table.header.fields.joined(separator: ", "))", expected: "also \"\(missing)\"")
    }
    let entries = try table.records.map { record in
      let row = table.row(record)
      return (
        line: record.line, layer: try Self.whole(row, "layer_id", below: LoadReader.mostLayers),
        expert: try Self.whole(row, "expert_id", below: context.knownExperts ?? LoadReader.mostExperts),
        count: try Self.whole(row, "count", below: Int(RecordedCounts.mostTokens))
      )
    }
    guard !entries.isEmpty else {
      throw Diagnostic(id: .expertsWithoutTokens, file: file, found: "no rows", expected: "a row for each expert")
    }
    let seen = (entries.map(\.expert).max() ?? 0) + 1
    let experts = context.knownExperts ?? seen
    let layers = (entries.map(\.layer).max() ?? 0) + 1
    var tokens = [[Double]](repeating: [Double](repeating: 0, count: experts), count: layers)
    var known: Set<[Int]> = []
    for entry in entries {
      guard known.insert([entry.layer, entry.expert]).inserted else {
        throw Diagnostic(
          id: .duplicateValue, file: file, line: entry.line,
          found: "expert \(entry.expert) of layer \(entry.layer) again", expected: "one row for each expert")
      }
      tokens[entry.layer][entry.expert] = Double(entry.count)
    }
    return LoadRecording(
      file: file, kind: .sglangCSV, expertCount: experts, steps: [LoadStep(number: 0, tokens: tokens)],
      isOpenEnded: true, notes: context.knownExperts == nil ? [ExpertCountNote.text(seen)] : [])
  }

  private static func whole(_ row: TableRow, _ column: String, below limit: Int) throws -> Int {
    let text = try row.required(column, expected: "a whole number")
    guard let value = Int(text) else {
      throw row.fault(.wrongType, column, found: "\"\(text)\"", expected: "a whole number")
    }
    guard (0..<limit).contains(value) else {
      throw row.fault(.outOfRange, column, found: text, expected: "a whole number of 0 to \(limit - 1)")
    }
    return value
  }
}

/// The file that SGLang takes as `--init-expert-location`: the expert in each physical slot of each layer of the model,
/// slot p lying on rank p / (slots / EP). SGLang refuses any key but one.
public struct SGLangExpertLocation: Sendable {
  private let rows: [[Int]]

  /// - Parameters:
  ///   - locations: The locations. Dense layers get rows too, which are not read: the experts in order, repeated.
  ///   - flag: The flag that requires this form, for messages.
  /// - Throws: `Diagnostic` "slots-uneven".
  public init(_ locations: ExpertLocations, flag: String) throws {
    let slots = locations.slots.reduce(0, +)
    let identity = (0..<slots).map { $0 % locations.expertCount }
    rows = try locations.fullSlots(for: "SGLang", flag: flag).map { $0 ?? identity }
  }

  /// JSON, a line for each layer.
  public var text: String {
    let lines = rows.map { "    [\($0.map(String.init).joined(separator: ", "))]" }
    return "{\n  \"physical_to_logical_map\": [\n\(lines.joined(separator: ",\n"))\n  ]\n}"
  }
}
