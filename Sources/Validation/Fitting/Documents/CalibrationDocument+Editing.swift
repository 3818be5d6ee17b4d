import Foundation
import Inputs

extension CalibrationDocument {
  /// The same document with other figures; everything else stays as it is, byte for byte.
  /// - Parameter changes: By dotted key.
  /// - Throws: `Diagnostic` "missing-key", or "calibration-form" where a figure is written over several lines.
  public func replacing(_ changes: [String: FigureChange]) throws -> CalibrationDocument {
    var document = self
    for (key, change) in changes.sorted(by: { $0.key < $1.key }) {
      document = try document.replacingScalar("\(key).value", by: change.value)
      document = try document.replacingScalar("\(key).evidence", by: Self.quoted(change.evidence))
    }
    return document
  }

  /// The same document under another name.
  /// - Throws: `Diagnostic` "calibration-form" where the name or the description is written over several lines.
  public func renamed(_ name: String, description: String) throws -> CalibrationDocument {
    let named = try replacingScalar("name", by: Self.quoted(name))
    guard root.value(at: "description") != nil else { return named }
    return try named.replacingScalar("description", by: Self.quoted(description))
  }

  /// Replaces one scalar.
  func replacingScalar(_ key: String, by written: String) throws -> CalibrationDocument {
    try CalibrationDocument(
      text.replacingCharacters(in: place(of: key, probedWith: written), with: written), file: file)
  }

  /// Where a scalar stands: each candidate is tried until the text with `probe` there reads as it should.
  func place(of key: String, probedWith probe: String) throws -> Range<String.Index> {
    for range in try places(of: key) {
      let edited = text.replacingCharacters(in: range, with: probe)
      if let document = try? CalibrationDocument(edited, file: file), differs(document, onlyAt: key, by: probe) {
        return range
      }
    }
    throw formFault(key)
  }

  /// The ranges in which the scalar of a key may stand.
  private func places(of key: String) throws -> [Range<String.Index>] {
    guard let node = root.value(at: key), let line = node.line, let name = key.split(separator: ".").last else {
      throw Diagnostic(id: "missing-key", file: file, key: key, found: "no such key", expected: "a value")
    }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard line >= 1, line <= lines.count else { throw formFault(key) }
    return ScalarSpan.candidates(String(name), in: lines[line - 1])
  }

  /// Whether another document says the same but for one scalar, which reads as `written`.
  private func differs(_ other: CalibrationDocument, onlyAt key: String, by written: String) -> Bool {
    guard let wanted = try? YAMLScalar.node(written) else { return false }
    let expected = root.scalars.map { $0.hasPrefix("\(key) = ") ? "\(key) = \(wanted.written)" : $0 }
    return expected == other.root.scalars
  }

  private func formFault(_ key: String) -> Diagnostic {
    Diagnostic(
      id: "calibration-form", file: file, key: key, line: root.value(at: key)?.line,
      found: "a value that is written over several lines", expected: "a value on one line",
      advice: "write it as \"name: {value: …, evidence: …}\"")
  }

  /// In double quotes, which hold any text.
  static func quoted(_ text: String) -> String {
    let escaped = text.map { character in
      switch character {
      case "\"": "\\\""
      case "\\": "\\\\"
      case "\n", "\r", "\t": " "
      default: String(character)
      }
    }
    return "\"\(escaped.joined())\""
  }
}
