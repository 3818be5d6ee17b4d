extension JSONScanner {
  /// A word or a number.
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
      throw fault("out-of-range", found: text, expected: "a number of at most 1.8e308")
    }
    if text.utf8.allSatisfy({ Self.isDigit($0) || $0 == UInt8(ascii: "-") }), let whole = Int(text) {
      return .integer(whole)
    }
    return Int(exactly: value).map { .integer($0) } ?? .number(value)
  }

  /// A whole number of so few digits that it cannot overflow; `nil` for anything else.
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

  /// What numbers and the words of JSON are made of, and what is mistaken for them: 0x10, 1_000.
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
