import Foundation
import Inputs

extension Plan {
  /// Reads a plan that was written before.
  /// - Throws: `Diagnostic` that names the file and key at fault.
  public init(contentsOf path: String) throws {
    let data = try InputDocument.bytes(ofFile: path)
    let root = try InputDocument.parse(data, file: path, isJSON: true)
    let version = try root.required("layline", expected: "\"\(Self.formatVersion)\"")
    guard try version.text() == Self.formatVersion else {
      throw version.fault("unsupported-version", expected: "\"\(Self.formatVersion)\"")
    }
    do {
      self = try JSONDecoder().decode(Plan.self, from: data)
      try layout.checkRanges(file: path)
      try derivations.check(file: path)
    } catch let error as DecodingError {
      throw Self.diagnostic(for: error, file: path)
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
      return Diagnostic(id: "unknown-value", file: file, found: "\(error)", expected: "a plan")
    }
  }

  private static func path(_ keys: [any CodingKey]) -> String {
    keys.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue)" }.joined().drop { $0 == "." }.description
  }
}
