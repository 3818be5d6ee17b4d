import FoundationEssentials

/// Checks that the bytes of a file are text.
public enum InputText {
  /// Decodes UTF-8 and removes a byte-order mark.
  /// - Throws: `Diagnostic` "not-utf8" or "not-text".
  public static func decode(_ data: Data, file: String) throws -> String {
    String(decoding: try checked(data, file: file), as: UTF8.self)
  }

  /// The bytes of the text, without a byte-order mark.
  /// - Throws: `Diagnostic` "not-utf8" with the line of the first invalid byte, or "not-text" for a NUL character.
  static func checked(_ data: Data, file: String) throws -> Data {
    guard !isUTF16(data) else { throw utf16(file, found: "UTF-16, by its byte-order mark") }
    guard data.withUnsafeBytes({ String(validating: $0, as: UTF8.self) != nil }) else {
      throw Diagnostic(
        id: .notUTF8, file: file, line: lineOfFault(data), found: "bytes that are not UTF-8",
        expected: "text in UTF-8")
    }
    if let offset = data.withUnsafeBytes({ bytes in bytes.firstIndex(of: 0) }) {
      // Every other byte of English in UTF-16 is one.
      if offset <= 1, data.count > 2 { throw utf16(file, found: "UTF-16") }
      throw Diagnostic(
        id: .notText, file: file, line: line(at: offset, data), found: "a NUL character", expected: "text in UTF-8")
    }
    return data.starts(with: [0xEF, 0xBB, 0xBF]) ? data.dropFirst(3) : data
  }

  private static func isUTF16(_ data: Data) -> Bool {
    let start = Array(data.prefix(2))
    return start == [0xFF, 0xFE] || start == [0xFE, 0xFF]
  }

  private static func utf16(_ file: String, found: String) -> Diagnostic {
    Diagnostic(
      id: .notUTF8, file: file, line: 1, found: found, expected: "text in UTF-8", advice: "save it again as UTF-8")
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

/// The limits of inputs: well above any honest input, and below what would exhaust a machine.
public enum InputLimits {
  /// Bytes of any file: plans of large clusters and recorded loads take tens of MB.
  public static let fileBytes = 256 << 20
  /// Bytes of YAML, which is written by hand; a list of 100,000 hosts takes 2 MB.
  public static let yamlBytes = 16 << 20
  /// Nesting depth of lists and mappings in JSON; deeper ones would overflow the stack.
  public static let jsonDepth = 500
  /// Nesting depth of lists and mappings in YAML.
  public static let yamlDepth = 100
  /// Values of a JSON document; each takes some 100 bytes of memory.
  public static let jsonValues = 4_000_000
  /// Values of a YAML document, including those that aliases repeat.
  public static let yamlValues = 1_000_000
  /// Values that the aliases of a YAML document repeat: ten lines could expand to 10⁹.
  public static let aliasedValues = 100_000
  /// Cells of a table.
  public static let tableCells = 4_000_000
  /// Entries of a binary array, such as the experts of every token of a recording.
  public static let arrayEntries = 1 << 26
  /// Files and archive members of one recording: one for each rank.
  public static let recordingParts = 1 << 14
  /// The smallest quantity above zero, in its base unit: B, B/s, FLOP/s, s.
  public static let smallestQuantity = 1e-15
  /// The largest quantity, in its base unit: 10⁶ times the figures of a GPU of 2026.
  public static let largestQuantity = 1e21
  /// Characters of a number; the longest meaningful one has some 330.
  public static let numberLength = 1_000
}

extension StringProtocol {
  /// Without spaces and tabs at both ends.
  public var trimmed: String {
    let isSpace = { (character: Character) in character.isWhitespace && !character.isNewline }
    let start = drop(while: isSpace)
    return start.lastIndex { !isSpace($0) }.map { String(start[...$0]) } ?? ""
  }
}
