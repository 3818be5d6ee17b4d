import Formats
import FoundationEssentials

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
    let data = try encoder.encode(document)
    let text = String(decoding: data, as: UTF8.self)
    guard mayHide(data) else { return text }
    return text.unicodeScalars.map { isHidden($0) ? escape($0) : String($0) }.joined()
      .replacing("##[", with: "#\\u0023[")
  }

  /// Whether a text may hold what no terminal or log should see: a look at its bytes, as documents of large clusters have
  /// hundreds of megabytes. Nearly all have none of these.
  private static func mayHide(_ data: Data) -> Bool {
    data.withUnsafeBytes { bytes in
      var last: UInt8 = 0
      for byte in bytes {
        switch (last, byte) {
        // "##", DEL, C1, U+061C, what turns the direction of writing, the byte-order mark.
        case (0x23, 0x23), (_, 0x7F), (0xC2, 0x80...0x9F), (0xD8, 0x9C), (0xE2, 0x80...0x81), (0xEF, 0xBB): return true
        default: last = byte
        }
      }
      return false
    }
  }

  /// Control characters that JSON may hold as they are, and no terminal should see.
  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool { scalar != "\n" && PlainText.isControl(scalar) }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16)
    return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
  }
}
