import Costing
import Formats
import FoundationEssentials

/// A calibration file as text, whose order and comments are kept while figures are replaced in it.
///
/// It is independent of the keys: a figure is any mapping of `value` and `evidence`.
public struct CalibrationDocument: Sendable {
  /// The file as the user named it.
  public let file: String
  /// The content.
  public let text: String
  let root: InputNode

  /// - Throws: `Diagnostic` where the text is not YAML.
  public init(_ text: String, file: String) throws {
    self.file = file
    self.text = text
    root = try InputDocument.parse(Data(text.utf8), file: file, isJSON: false)
  }

  /// The document of a shipped calibration or a file.
  /// - Throws: `Diagnostic` where it cannot be read.
  public init(_ reference: CalibrationReference) throws {
    let file =
      switch reference {
      case .shipped(let name): "calibration \(name)"
      case .file(let path): path
      }
    let data = try reference.contents()
    guard let text = String(validating: data, as: UTF8.self) else {
      throw Diagnostic(id: .notUTF8, file: file, found: "bytes that are not UTF-8", expected: "text in UTF-8")
    }
    try self.init(text, file: file)
  }

  /// The calibration that the text is.
  /// - Throws: `Diagnostic` that names the key at fault.
  public func calibration() throws -> Calibration { try Calibration(root) }

  /// The name of the calibration; `nil` where the text has none.
  public var name: String? { root.value(at: "name")?.written }

  /// Dotted keys of all figures, in the order of the file.
  public var figureKeys: [String] { root.figureKeys }

  /// The value of a figure, converted to a unit.
  /// - Parameters:
  ///   - key: The dotted key of a mapping of value and evidence.
  ///   - unit: The unit as files write it; empty for a number.
  /// - Throws: `Diagnostic` "missing-key" or "unit-wrong".
  public func value(at key: String, in unit: String) throws -> Double {
    let node = try valueNode(key)
    guard let figure = WrittenFigure(node.written), let value = figure.converted(to: unit) else {
      throw node.fault(.unitWrong, expected: unit.isEmpty ? "a number" : "a number of \(unit)")
    }
    return value
  }

  /// The evidence of a figure.
  /// - Throws: `Diagnostic` "missing-key" or "wrong-type".
  public func evidence(at key: String) throws -> String {
    try valueNode(key, "evidence").text()
  }

  func valueNode(_ key: String, _ name: String = "value") throws -> InputNode {
    guard let node = root.value(at: "\(key).\(name)") else {
      throw Diagnostic(
        id: .missingKey, file: file, key: "\(key).\(name)", found: "no such key",
        expected: "a figure with value and evidence")
    }
    return node
  }
}

extension CalibrationDocument {
  /// The document with other figures; everything else is unchanged, byte for byte.
  /// - Parameter changes: The new figures by dotted key.
  /// - Throws: `Diagnostic` "missing-key", or "calibration-form" where a figure spans several lines.
  public func replacing(_ changes: [String: CalibrationEdit]) throws -> CalibrationDocument {
    var document = self
    for (key, change) in changes.sorted(by: { $0.key < $1.key }) {
      document = try document.replacingScalar("\(key).value", by: change.value)
      document = try document.replacingScalar("\(key).evidence", by: Self.quoted(change.evidence))
    }
    return document
  }

  /// The document under another name.
  /// - Throws: `Diagnostic` "calibration-form" where the name or the description spans several lines.
  public func renamed(_ name: String, description: String) throws -> CalibrationDocument {
    let named = try replacingScalar("name", by: Self.quoted(name))
    guard root.value(at: "description") != nil else { return named }
    return try named.replacingScalar("description", by: Self.quoted(description))
  }

  /// Replaces one scalar.
  func replacingScalar(_ key: String, by written: String) throws -> CalibrationDocument {
    try CalibrationDocument(text(with: written, at: place(of: key, probedWith: written)), file: file)
  }

  private func text(with written: String, at range: Range<String.Index>) -> String {
    var edited = text
    edited.replaceSubrange(range, with: written)
    return edited
  }

  /// The range of a scalar in the text. Each candidate is tried until the text with `probe` in its place reads as
  /// expected.
  func place(of key: String, probedWith probe: String) throws -> Range<String.Index> {
    for range in try places(of: key) {
      let edited = text(with: probe, at: range)
      if let document = try? CalibrationDocument(edited, file: file), differs(document, onlyAt: key, by: probe) {
        return range
      }
    }
    throw formFault(key)
  }

  /// The candidate ranges of the scalar of a key.
  private func places(of key: String) throws -> [Range<String.Index>] {
    guard let node = root.value(at: key), let line = node.line, let name = key.split(separator: ".").last else {
      throw Diagnostic(id: .missingKey, file: file, key: key, found: "no such key", expected: "a value")
    }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard line >= 1, line <= lines.count else { throw formFault(key) }
    return ScalarSpan.candidates(String(name), in: lines[line - 1])
  }

  /// Whether another document differs only in one scalar, which reads as `written`.
  private func differs(_ other: CalibrationDocument, onlyAt key: String, by written: String) -> Bool {
    guard let wanted = try? ScalarText.node(written) else { return false }
    let expected = root.scalars.map { $0.hasPrefix("\(key) = ") ? "\(key) = \(wanted.written)" : $0 }
    return expected == other.root.scalars
  }

  private func formFault(_ key: String) -> Diagnostic {
    Diagnostic(
      id: .calibrationForm, file: file, key: key, line: root.value(at: key)?.line,
      found: "a value that is written over several lines", expected: "a value on one line",
      advice: "write it as \"name: {value: …, evidence: …}\"")
  }

  /// The text in double quotes, which can contain any text.
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

/// Ranges of scalars in a line of YAML.
private enum ScalarSpan {
  /// Candidate ranges of the value of `key` in a line, best first: as part of a `{…}` mapping, or up to the end of the
  /// line.
  ///
  /// Only the YAML reader can decide which is right, so the caller reads the edited text and compares.
  static func candidates(_ key: String, in line: Substring) -> [Range<Substring.Index>] {
    starts(of: key, in: line).flatMap { start -> [Range<Substring.Index>] in
      guard start < line.endIndex else { return [] }
      if let quoted = quotedEnd(line, from: start) { return [start..<quoted] }
      let block = plainEnd(line, from: start, stops: [])
      let flow = plainEnd(line, from: start, stops: [",", "}", "]"])
      return (flow == block ? [block] : [flow, block]).filter { $0 > start }.map { start..<$0 }
    }
  }

  /// The positions after "key:" where the key is a whole word outside of quotes and comments.
  private static func starts(of key: String, in line: Substring) -> [Substring.Index] {
    var starts: [Substring.Index] = []
    var index = line.startIndex
    var previous: Character = " "
    while index < line.endIndex {
      if line[index] == "#", previous == " " { break }
      if " {,\t-".contains(previous), let start = valueStart(line, of: key, at: index) { starts.append(start) }
      previous = line[index]
      // A quote that begins a scalar hides what it holds; an apostrophe inside a word does not.
      let isStart = " {,:".contains(line[..<index].last ?? " ")
      index = (isStart ? quotedEnd(line, from: index) : nil) ?? line.index(after: index)
    }
    return starts
  }

  /// The beginning of the value, if `"key":` or `key:` is at a position.
  private static func valueStart(_ line: Substring, of key: String, at index: Substring.Index) -> Substring.Index? {
    for written in [key, "\"\(key)\"", "'\(key)'"] where line[index...].hasPrefix(written) {
      let rest = line[index...].dropFirst(written.count)
      guard rest.first == ":" else { continue }
      return rest.dropFirst().firstIndex { $0 != " " }
    }
    return nil
  }

  /// Behind the closing quote; `nil` where no quoted text begins here or it goes on in the next line.
  private static func quotedEnd(_ line: Substring, from start: Substring.Index) -> Substring.Index? {
    let quote = line[start]
    guard quote == "\"" || quote == "'" else { return nil }
    var index = line.index(after: start)
    while index < line.endIndex {
      let next = line.index(after: index)
      if line[index] == "\\", quote == "\"", next < line.endIndex {
        index = line.index(after: next)
      } else if line[index] == quote {
        guard quote == "'", next < line.endIndex, line[next] == "'" else { return next }
        index = line.index(after: next)
      } else {
        index = next
      }
    }
    return nil
  }

  /// Before a comment, a stop or the blanks at the end.
  private static func plainEnd(
    _ line: Substring, from start: Substring.Index, stops: Set<Character>
  ) -> Substring.Index {
    var end = start
    var previous: Character = " "
    for index in line[start...].indices {
      let character = line[index]
      if stops.contains(character) || (character == "#" && previous == " ") { break }
      if character != " ", character != "\r", character != "\t" { end = line.index(after: index) }
      previous = character
    }
    return end
  }
}
