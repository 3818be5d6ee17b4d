import Foundation
import Inputs

/// Reads versioned documents that this product wrote.
public enum DocumentReader {
  /// The version that a document says it has: "plan/1".
  /// - Throws: `Diagnostic` where the file is no such document.
  public static func version(ofFile path: String) throws -> String {
    try InputDocument.parse(InputDocument.bytes(ofFile: path), file: path, isJSON: true)
      .required("layline", expected: "the version of a document").text()
  }

  /// - Throws: `Diagnostic` that names the file and key at fault.
  static func read<Document: Decodable>(_ type: Document.Type, version: String, file path: String) throws -> Document {
    let data = try InputDocument.bytes(ofFile: path)
    let root = try InputDocument.parse(data, file: path, isJSON: true)
    let found = try root.required("layline", expected: "\"\(version)\"")
    guard try found.text() == version else { throw found.fault("unsupported-version", expected: "\"\(version)\"") }
    do {
      return try JSONDecoder().decode(type, from: data)
    } catch let error as DecodingError {
      throw diagnostic(for: error, file: path)
    }
  }

  private static func diagnostic(for error: DecodingError, file: String) -> Diagnostic {
    switch error {
    case .keyNotFound(let key, let context):
      return Diagnostic(
        id: "missing-key", file: file, key: path(context.codingPath + [key]), found: "no such key", expected: "a value")
    case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
      return Diagnostic(
        id: "wrong-type", file: file, key: path(context.codingPath), found: "something else", expected: "\(type)")
    case .dataCorrupted(let context):
      return Diagnostic(
        id: "unknown-value", file: file, key: path(context.codingPath), found: context.debugDescription,
        expected: "a value of this document's schema")
    @unknown default:
      return Diagnostic(id: "unknown-value", file: file, found: "\(error)", expected: "a document of this product")
    }
  }

  private static func path(_ keys: [any CodingKey]) -> String {
    keys.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue)" }.joined().drop { $0 == "." }.description
  }
}
