import Formats
import FoundationEssentials

/// Reads versioned documents that this product wrote.
public enum DocumentReader {
  /// The version that a document says it has: "plan/2".
  /// - Throws: `Diagnostic` where the file is no such document.
  public static func version(ofFile path: String) throws -> String {
    try InputDocument.parse(InputDocument.bytes(ofFile: path), file: path, isJSON: true)
      .required("layline", expected: "the version of a document").text()
  }

  /// - Parameters:
  ///   - type: The type of the document.
  ///   - version: The version that the document must have.
  ///   - data: The content of the file.
  ///   - path: The file as the user named it.
  /// - Throws: `Diagnostic` that names file, line and key at fault.
  static func read<Document: Decodable>(
    _ type: Document.Type, version: String, _ data: Data, file path: String
  ) throws -> Document {
    let root = try InputDocument.parse(data, file: path, isJSON: true)
    let found = try root.required("layline", expected: "\"\(version)\"")
    guard try found.text() == version else { throw found.fault(.unsupportedVersion, expected: "\"\(version)\"") }
    try DocumentSchemas.schema(String(version.prefix { $0 != "/" })).check(root)
    do {
      return try JSONDecoder().decode(type, from: withoutMark(data))
    } catch let error as DecodingError {
      throw diagnostic(for: error, in: root)
    }
  }

  /// The decoder knows no byte-order mark.
  private static func withoutMark(_ data: Data) -> Data {
    data.starts(with: [0xEF, 0xBB, 0xBF]) ? data.dropFirst(3) : data
  }

  private static func diagnostic(for error: DecodingError, in root: InputNode) -> Diagnostic {
    switch error {
    case .keyNotFound(let key, let context):
      return fault(.missingKey, context.codingPath + [key], in: root, found: "no such key", expected: "a value")
    case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
      return fault(
        .wrongType, context.codingPath, in: root, found: node(at: context.codingPath, in: root).summary,
        expected: name(of: type))
    case .dataCorrupted(let context):
      return fault(
        .unknownValue, context.codingPath, in: root, found: context.debugDescription,
        expected: "a value of this document's schema")
    @unknown default: return root.fault(.unknownValue, expected: "a document of this product")
    }
  }

  private static func name(of type: any Any.Type) -> String {
    let name = "\(type)"
    let words = ["Int": "a whole number", "Double": "a number", "String": "text", "Bool": "true or false"]
    return words[name] ?? (name.hasPrefix("Array") ? "a list" : "a mapping")
  }

  private static func fault(
    _ id: DiagnosticID, _ keys: [any CodingKey], in root: InputNode, found: String, expected: String
  ) -> Diagnostic {
    Diagnostic(
      id: id, file: root.file, key: path(keys), line: node(at: keys, in: root).line, found: found,
      expected: expected)
  }

  /// The value at a path, or the last one on the way to it.
  private static func node(at keys: [any CodingKey], in root: InputNode) -> InputNode {
    var node = root
    for key in keys {
      switch node.content {
      case .list(let items):
        guard let index = key.intValue, items.indices.contains(index) else { return node }
        node = items[index]
      case .mapping(let entries):
        guard let entry = entries.first(where: { $0.key == key.stringValue }) else { return node }
        node = entry.value
      default: return node
      }
    }
    return node
  }

  private static func path(_ keys: [any CodingKey]) -> String {
    keys.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue)" }.joined().drop { $0 == "." }.description
  }
}
