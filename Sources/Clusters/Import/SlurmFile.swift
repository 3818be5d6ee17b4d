import Formats

/// Splits a Slurm file into lines of settings: comments begin with #, a backslash at the end of a line continues it,
/// values may be quoted, and keys ignore case.
struct SlurmFile {
  let lines: [SlurmLine]

  /// - Throws: `Diagnostic` "slurm-invalid" for what is no setting.
  init(_ source: SourceFile) throws {
    var lines: [SlurmLine] = []
    var (text, start, count) = ("", 1, 0)
    for (index, raw) in try source.lines().enumerated() {
      let part = Self.withoutComment(raw)
      if text.isEmpty { start = index + 1 }
      if part.utf8.last == UInt8(ascii: "\\"), part.utf8.count == raw.utf8.count {
        text += part.dropLast() + " "
        continue
      }
      var scanner = SettingScanner(text: text + part, file: source.file, line: start)
      let settings = try scanner.settings()
      text = ""
      count += settings.count
      guard count <= InputLimits.tableCells else {
        throw Diagnostic(
          id: .tooManyValues, file: source.file, line: start, found: "more settings",
          expected: "at most \(InputLimits.tableCells)")
      }
      if !settings.isEmpty { lines.append(SlurmLine(file: source.file, number: start, settings: settings)) }
    }
    guard text.isEmpty else {
      throw Diagnostic(
        id: .slurmInvalid, file: source.file, line: start, found: "the end of the file after a backslash",
        expected: "the rest of the line", advice: "a file that was cut off while it was copied looks like this")
    }
    self.lines = lines
  }

  /// The line without its comment. A # begins a comment unless a backslash precedes it.
  private static func withoutComment(_ line: String) -> Substring {
    var previous: UInt8 = 0
    for index in line.utf8.indices {
      let byte = line.utf8[index]
      if byte == UInt8(ascii: "#"), previous != UInt8(ascii: "\\") { return line[..<index] }
      previous = byte
    }
    return line[...]
  }
}

/// Walks over one line of settings.
private struct SettingScanner {
  private let bytes: [UInt8]
  private let file: String
  private let line: Int
  private var position = 0

  init(text: String, file: String, line: Int) {
    bytes = Array(text.utf8)
    self.file = file
    self.line = line
  }

  mutating func settings() throws -> [(key: String, value: String)] {
    var settings: [(key: String, value: String)] = []
    while true {
      skipSpace()
      guard position < bytes.count else { return settings }
      let start = position
      while position < bytes.count, bytes[position] != UInt8(ascii: "="), !isSpace(position) { position += 1 }
      let key = String(decoding: bytes[start..<position], as: UTF8.self)
      skipSpace()
      // `include FILE` is the one word without a value.
      if key.lowercased() == "include", settings.isEmpty {
        settings.append(("include", take { !$0 }))
        continue
      }
      guard position < bytes.count, bytes[position] == UInt8(ascii: "="), !key.isEmpty else {
        throw fault(found: "\"\(key.prefix(60))\" without a value", expected: "a setting such as Key=value")
      }
      position += 1
      skipSpace()
      settings.append((key.lowercased(), try value()))
    }
  }

  private mutating func value() throws -> String {
    guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { return take { !$0 } }
    position += 1
    let start = position
    while position < bytes.count, bytes[position] != UInt8(ascii: "\"") { position += 1 }
    guard position < bytes.count else {
      throw fault(found: "a quotation that does not end", expected: "a closing quotation mark in the same line")
    }
    defer { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  /// Takes bytes while a test of whether they are spaces holds.
  private mutating func take(while test: (_ isSpace: Bool) -> Bool) -> String {
    let start = position
    while position < bytes.count, test(isSpace(position)) { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func skipSpace() { while position < bytes.count, isSpace(position) { position += 1 } }

  private func isSpace(_ index: Int) -> Bool { bytes[index] == 0x20 || (0x09...0x0D).contains(bytes[index]) }

  private func fault(found: String, expected: String) -> Diagnostic {
    Diagnostic(id: .slurmInvalid, file: file, line: line, found: found, expected: expected)
  }
}
