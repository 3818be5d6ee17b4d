import Formats
import Foundation

/// The languages by themselves: every value that is read is asked for its place and its kind.
enum TextReaders {
  static let json = FuzzedReader("json", seeds: SeedTexts.json) { bytes, _ in
    try visit(InputDocument.parse(Data(bytes), file: "input.json", isJSON: true))
  }

  static let yaml = FuzzedReader("yaml", seeds: SeedTexts.yaml) { bytes, _ in
    try visit(InputDocument.parse(Data(bytes), file: "input.yaml", isJSON: false))
  }

  static let table = FuzzedReader("table", seeds: SeedTexts.tables) { bytes, _ in
    let table = try CSVTable(parsing: Data(bytes), file: "input.csv")
    for record in table.records {
      let row = table.row(record)
      for column in table.header.fields {
        _ = row.text(column)
        _ = try? row.whole(column, atMost: 1 << 20)
      }
    }
  }

  private static func visit(_ node: InputNode) throws {
    guard node.line != nil else { throw Rejected(description: "a value without a line: \(node.key)") }
    _ = node.fault(.unknownKey, expected: "nothing").description
    switch node.content {
    case .list(let items): for item in items { try visit(item) }
    case .mapping(let entries):
      guard Set(entries.map(\.key)).count == entries.count else {
        throw Rejected(description: "a key that stands twice")
      }
      for entry in entries { try visit(entry.value) }
    default:
      _ = try? node.integer()
      _ = try? node.number(atLeast: 0)
      _ = try? node.share()
      _ = try? node.tokens()
    }
  }
}
