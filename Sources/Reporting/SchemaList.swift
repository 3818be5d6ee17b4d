import Formats
import FoundationEssentials
import Plans

/// JSON Schemas by name, as `layline schema list` prints them.
public struct SchemaList: Encodable, Sendable, CustomStringConvertible {
  /// The version of this form.
  let layline = "schema-list/1"
  let schemas: [Entry]

  /// One schema.
  struct Entry: Encodable, Sendable {
    let name: String
    /// Whether people write such files; else the program does.
    let isInput: Bool
    let title: String
    let description: String

    init(_ name: String, _ bytes: [UInt8], isInput: Bool) throws {
      let root = try InputDocument.parse(Data(bytes), file: name, isJSON: true)
      self.name = name
      self.isInput = isInput
      title = try root.required("title").text()
      description = try root.required("description").text()
    }
  }

  /// - Parameters:
  ///   - inputs: Of files that people write, by name.
  ///   - outputs: Of what the program writes, by name.
  /// - Throws: `Diagnostic` where a schema itself is broken, which tests rule out.
  public init(inputs: [(name: String, bytes: [UInt8])], outputs: [(name: String, bytes: [UInt8])]) throws {
    schemas =
      try inputs.map { try Entry($0.name, $0.bytes, isInput: true) }
      + outputs.map { try Entry($0.name, $0.bytes, isInput: false) }
  }

  /// The first sentence of each, what people write first.
  public var description: String {
    let width = schemas.map(\.name.count).max() ?? 0
    func lines(_ heading: String, isInput: Bool) -> [String] {
      [heading]
        + schemas.filter { $0.isInput == isInput }.flatMap { entry in
          let sentence = entry.description.split(separator: ". ").first.map(String.init) ?? ""
          let text = sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence
          return Page.wrap("  \(entry.name.padding(to: width))  \(text)", indent: width + 4)
        }
    }
    return (lines("Read by layline", isInput: true) + lines("Written by layline", isInput: false))
      .joined(separator: "\n")
  }
}

/// Documents as JSON: keys sorted and one form for every value, so that the same document is the same bytes.
public enum JSONText {
  /// The text of a document, without a line break at its end.
  /// - Throws: `EncodingError` for a number that is not finite.
  public static func encode(_ document: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(document), as: UTF8.self)
  }
}
