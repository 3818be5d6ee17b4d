extension JSONScanner {
  /// Reads a quoted string. The position is at the opening quotation mark.
  mutating func string() throws -> String {
    position += 1
    let start = position
    while let byte = current {
      if byte == UInt8(ascii: "\"") {
        defer { position += 1 }
        return String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<position]), as: UTF8.self)
      }
      if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
      guard byte >= 0x20 else { throw controlCharacter(byte) }
      position += 1
    }
    throw unexpected(expected: "a closing quotation mark")
  }

  /// Reads a string that contains escapes.
  private mutating func escapedString(from start: Int) throws -> String {
    var content = Array(bytes[start..<position])
    while let byte = current {
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: content, as: UTF8.self)
      case UInt8(ascii: "\\"): content += try escape()
      case 0..<0x20:
        position -= 1
        throw controlCharacter(byte)
      default: content.append(byte)
      }
    }
    throw unexpected(expected: "a closing quotation mark")
  }

  /// The character that an escape stands for, in UTF-8.
  private mutating func escape() throws -> [UInt8] {
    guard let letter = current else { throw unexpected(expected: "a letter after the backslash") }
    position += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [letter]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"): return Array(String(try escapedScalar()).utf8)
    default:
      position -= 1
      throw unexpected(expected: "one of the letters that may follow a backslash")
    }
  }

  /// A character written as \u and four digits, or as a surrogate pair.
  private mutating func escapedScalar() throws -> Unicode.Scalar {
    let first = try codeUnit()
    if first == 0 { throw fault(.notText, found: "a NUL character (\\u0000)", expected: "text") }
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xDC00, skip("\\"), skip("u") else { throw loneSurrogate(first) }
    let second = try codeUnit()
    guard (0xDC00...0xDFFF).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw loneSurrogate(first) }
    return scalar
  }

  private mutating func codeUnit() throws -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = current, let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
        throw unexpected(expected: "four hexadecimal digits after \\u")
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }

  private func loneSurrogate(_ unit: UInt32) -> Diagnostic {
    fault(found: "half of a surrogate pair (\\u\(String(unit, radix: 16)))", expected: "both halves, or a character")
  }

  private func controlCharacter(_ byte: UInt8) -> Diagnostic {
    let isLineEnd = byte == 0x0A || byte == 0x0D
    return fault(
      found: isLineEnd ? "a text that does not end in its line" : "a control character in a text",
      expected: isLineEnd ? "a closing quotation mark" : "an escape such as \\t")
  }
}
