import Foundation

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
