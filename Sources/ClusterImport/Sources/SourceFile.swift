import Foundation
import Inputs

/// A file that describes a cluster or a part of it.
public struct SourceFile: Sendable {
  /// As the user named it.
  public let file: String
  /// What stands in it.
  public let bytes: Data
  /// What it is.
  public let kind: SourceKind

  /// - Parameters:
  ///   - file: As the user named it.
  ///   - bytes: What stands in it.
  ///   - kind: What it is; `nil` goes by its content, then by its name.
  /// - Throws: `Diagnostic` "unknown-source" where neither tells, or as reading of text.
  public init(file: String, bytes: Data, kind: SourceKind? = nil) throws {
    self.file = file
    self.bytes = bytes
    self.kind = try kind ?? SourceDetection(file: file, bytes: bytes).kind()
  }

  /// Reads a file.
  /// - Parameters:
  ///   - path: As the user wrote it.
  ///   - kind: What it is; `nil` goes by its content, then by its name.
  /// - Throws: `Diagnostic` where it cannot be read, or nothing tells what it is.
  public init(contentsOf path: String, kind: SourceKind? = nil) throws {
    try self.init(file: path, bytes: InputDocument.bytes(ofFile: path), kind: kind)
  }

  func origin(_ line: Int?) -> Origin { Origin(file: file, line: line) }

  /// The lines of the text, without their ends.
  /// - Throws: `Diagnostic` for what is no text, is empty or has too many lines.
  func lines() throws -> [String] {
    let text = try InputText.decode(bytes, file: file)
    let lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
    guard lines.count <= InputLimits.tableCells else {
      throw Diagnostic(
        id: "too-many-values", file: file, found: "\(lines.count) lines", expected: "at most \(InputLimits.tableCells)")
    }
    return lines.map { String(decoding: $0.last == 0x0D ? $0.dropLast() : $0, as: UTF8.self) }
  }
}
