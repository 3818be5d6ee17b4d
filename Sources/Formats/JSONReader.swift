import FoundationEssentials

/// Strict JSON with the line of every value. Like Python's reader it accepts a bare `Infinity` or `NaN`, which
/// published configurations contain; unlike most readers it refuses duplicate keys.
enum JSONReader {
  /// - Parameter text: Valid UTF-8.
  static func parse(_ text: Data, file: String, firstLine: Int = 1) throws -> InputNode {
    try text.withUnsafeBytes { bytes in
      var scanner = JSONScanner(bytes.bindMemory(to: UInt8.self), file: file, firstLine: firstLine)
      return try scanner.document()
    }
  }
}

extension JSONScanner {
  /// A number, or one of the words of JSON.
  mutating func scalar() throws -> InputNode.Content {
    let start = position
    while let byte = current, Self.isWord(byte) { position += 1 }
    let word = UnsafeBufferPointer(rebasing: bytes[start..<position])
    guard let first = word.first else { throw unexpected(expected: "a value") }
    if first == UInt8(ascii: "-") || Self.isDigit(first), word.count < 19, let value = Self.integer(word) {
      return .integer(value)
    }
    guard word.count <= InputLimits.numberLength else {
      throw fault(found: "a word of \(word.count) letters", expected: "a number or a word of JSON")
    }
    return try scalar(String(decoding: word, as: UTF8.self))
  }

  private func scalar(_ text: String) throws -> InputNode.Content {
    switch text {
    case "null": return .null
    case "true": return .boolean(true)
    case "false": return .boolean(false)
    case "Infinity": return .number(.infinity)
    case "-Infinity": return .number(-.infinity)
    case "NaN": return .number(.nan)
    default: break
    }
    guard Self.isNumber(text), let value = Double(text) else {
      throw fault(found: "\"\(text)\"", expected: "a value: a number, a text in quotation marks, true, false or null")
    }
    guard value.isFinite else {
      throw fault(.outOfRange, found: text, expected: "a number of at most 1.8e308")
    }
    if text.utf8.allSatisfy({ Self.isDigit($0) || $0 == UInt8(ascii: "-") }), let whole = Int(text) {
      return .integer(whole)
    }
    return Int(exactly: value).map { .integer($0) } ?? .number(value)
  }

  /// A whole number with too few digits to overflow; `nil` for anything else.
  private static func integer(_ word: UnsafeBufferPointer<UInt8>) -> Int? {
    let isNegative = word[0] == UInt8(ascii: "-")
    let start = isNegative ? 1 : 0
    guard start < word.count, word[start] != UInt8(ascii: "0") || start + 1 == word.count else { return nil }
    var value = 0
    for byte in word[start...] {
      guard isDigit(byte) else { return nil }
      value = value * 10 + Int(byte - UInt8(ascii: "0"))
    }
    return isNegative ? -value : value
  }

  /// -?(0|[1-9][0-9]*)(.[0-9]+)?([eE][+-]?[0-9]+)?
  private static func isNumber(_ text: String) -> Bool {
    var rest = text.utf8[...]
    func digits() -> Int {
      let count = rest.prefix(while: isDigit).count
      rest = rest.dropFirst(count)
      return count
    }
    if rest.first == UInt8(ascii: "-") { rest.removeFirst() }
    let startsWithZero = rest.first == UInt8(ascii: "0")
    let whole = digits()
    guard whole > 0, !startsWithZero || whole == 1 else { return false }
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      guard digits() > 0 else { return false }
    }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest.removeFirst()
      if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest.removeFirst() }
      guard digits() > 0 else { return false }
    }
    return rest.isEmpty
  }

  static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  /// The characters of numbers and of JSON's words, and of common mistakes: 0x10, 1_000.
  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "_"):
      true
    default: false
    }
  }
}

/// Scans the bytes of a JSON text, which are valid UTF-8.
struct JSONScanner {
  let bytes: UnsafeBufferPointer<UInt8>
  let file: String
  var position = 0
  var line: Int
  private var valueCount = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>, file: String, firstLine: Int) {
    self.bytes = bytes
    self.file = file
    line = firstLine
  }

  mutating func document() throws -> InputNode {
    skipSpace()
    let root = try value(.key(""), in: nil, depth: 0)
    skipSpace()
    guard position == bytes.count else { throw unexpected(expected: "nothing after the document's value") }
    return root
  }

  /// The byte at the position; `nil` at the end.
  var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func value(_ step: InputPath.Step, in container: InputPath?, depth: Int) throws -> InputNode {
    let start = line
    valueCount += 1
    guard valueCount <= InputLimits.jsonValues else {
      throw fault(.tooManyValues, found: "more values", expected: "at most \(InputLimits.jsonValues) in a document")
    }
    let content: InputNode.Content
    switch current {
    case UInt8(ascii: "{"):
      content = .mapping(try entries(in: InputPath(step, in: container), depth: try inside(depth)))
    case UInt8(ascii: "["):
      content = .list(try items(in: InputPath(step, in: container), depth: try inside(depth)))
    case UInt8(ascii: "\""): content = .text(try string())
    default:
      do { content = try scalar() } catch let fault as Diagnostic {
        throw Diagnostic(
          id: fault.id, file: file, key: InputPath.text(step, in: container), line: start, found: fault.found,
          expected: fault.expected, advice: fault.advice)
      }
    }
    return InputNode(file: file, step: step, in: container, line: start, content: content)
  }

  private func inside(_ depth: Int) throws -> Int {
    guard depth < InputLimits.jsonDepth else {
      throw fault(
        .tooDeep, found: "lists and mappings inside of each other, more than \(InputLimits.jsonDepth) deep",
        expected: "a flatter document")
    }
    return depth + 1
  }

  // MARK: - Lists and mappings

  private mutating func items(in path: InputPath, depth: Int) throws -> [InputNode] {
    position += 1
    skipSpace()
    var items: [InputNode] = []
    guard !skip("]") else { return items }
    while true {
      items.append(try value(.index(items.count), in: path, depth: depth))
      skipSpace()
      if skip("]") { return items }
      guard skip(",") else { throw unexpected(expected: "\",\" or \"]\"") }
      skipSpace()
    }
  }

  /// Entries sorted by key. A duplicate key is a fault, since readers differ in which of the two they take.
  private mutating func entries(in path: InputPath, depth: Int) throws -> [(key: String, value: InputNode)] {
    position += 1
    skipSpace()
    var entries: [(key: String, value: InputNode)] = []
    guard !skip("}") else { return entries }
    while true {
      guard current == UInt8(ascii: "\"") else { throw unexpected(expected: "a key in quotation marks") }
      let key = try string()
      skipSpace()
      guard skip(":") else { throw unexpected(expected: "\":\" after the key") }
      skipSpace()
      entries.append((key, try value(.key(key), in: path, depth: depth)))
      skipSpace()
      if skip("}") { return try sorted(entries) }
      guard skip(",") else { throw unexpected(expected: "\",\" or \"}\"") }
      skipSpace()
    }
  }

  private func sorted(_ entries: [(key: String, value: InputNode)]) throws -> [(key: String, value: InputNode)] {
    let sorted = entries.sorted { $0.key < $1.key }
    for (first, second) in zip(sorted, sorted.dropFirst()) where first.key == second.key {
      let lines = [first.value.line ?? 0, second.value.line ?? 0].sorted()
      throw Diagnostic(
        id: .duplicateKey, file: file, key: second.value.key, line: lines[1],
        found: "the same key twice (first in line \(lines[0]))", expected: "each key once")
    }
    return sorted
  }

  // MARK: - Steps

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard current == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09: break
      case 0x0A: line += 1
      case 0x0D: if position + 1 == bytes.count || bytes[position + 1] != 0x0A { line += 1 }
      default: return
      }
      position += 1
    }
  }

  // MARK: - Faults

  func fault(_ id: DiagnosticID = .jsonInvalid, found: String, expected: String, advice: String? = nil) -> Diagnostic {
    Diagnostic(id: id, file: file, line: line, found: found, expected: expected, advice: advice)
  }

  func unexpected(expected: String) -> Diagnostic {
    guard let byte = current else {
      return fault(
        found: "the end of the file", expected: expected,
        advice: "a file that was cut off while it was copied looks like this")
    }
    switch byte {
    case UInt8(ascii: "/"), UInt8(ascii: "#"): return fault(found: "a comment", expected: "JSON, which has none")
    case UInt8(ascii: "'"): return fault(found: "a single quotation mark", expected: "double ones, as JSON has them")
    default:
      let text = String(decoding: bytes[position..<min(position + 4, bytes.count)], as: UTF8.self)
      return fault(found: text.first.map { "\"\($0)\"" } ?? "nothing", expected: expected)
    }
  }
}
