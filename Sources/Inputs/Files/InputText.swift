import Foundation

/// Looks whether the bytes of a file are text.
public enum InputText {
  /// The text, without a byte-order mark.
  /// - Throws: As `checked(_:file:)`.
  public static func decode(_ data: Data, file: String) throws -> String {
    String(decoding: try checked(data, file: file), as: UTF8.self)
  }

  /// The bytes of the text, without a byte-order mark.
  /// - Throws: `Diagnostic` "not-utf8" with the line of the first byte that is wrong, or "not-text" for a NUL character.
  static func checked(_ data: Data, file: String) throws -> Data {
    guard !isUTF16(data) else { throw utf16(file, found: "UTF-16, by its byte-order mark") }
    guard data.withUnsafeBytes({ String(validating: $0, as: UTF8.self) != nil }) else {
      throw Diagnostic(
        id: "not-utf8", file: file, line: lineOfFault(data), found: "bytes that are not UTF-8",
        expected: "text in UTF-8")
    }
    if let offset = data.withUnsafeBytes({ bytes in bytes.firstIndex(of: 0) }) {
      // Every other byte of English in UTF-16 is one.
      if offset <= 1, data.count > 2 { throw utf16(file, found: "UTF-16") }
      throw Diagnostic(
        id: "not-text", file: file, line: line(at: offset, data), found: "a NUL character", expected: "text in UTF-8")
    }
    return data.starts(with: [0xEF, 0xBB, 0xBF]) ? data.dropFirst(3) : data
  }

  private static func isUTF16(_ data: Data) -> Bool {
    let start = Array(data.prefix(2))
    return start == [0xFF, 0xFE] || start == [0xFE, 0xFF]
  }

  private static func utf16(_ file: String, found: String) -> Diagnostic {
    Diagnostic(
      id: "not-utf8", file: file, line: 1, found: found, expected: "text in UTF-8", advice: "save it again as UTF-8")
  }

  private static func lineOfFault(_ data: Data) -> Int {
    var (decoder, bytes, line) = (UTF8(), data.makeIterator(), 1)
    while case .scalarValue(let scalar) = decoder.decode(&bytes) { if scalar == "\n" { line += 1 } }
    return line
  }

  private static func line(at offset: Int, _ data: Data) -> Int {
    data.prefix(offset).reduce(1) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 }
  }
}
