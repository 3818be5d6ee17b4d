/// Text that somebody else wrote: what a file's text may hold, what a name may be, and how any text is shown.
public enum PlainText {
  /// The length limit of a name, in characters.
  public static let longestName = 120

  /// Whether a character controls a terminal or the direction or lines of a text instead of showing something: C0 and C1
  /// controls, line and paragraph separators, and what turns the direction of writing.
  public static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F...0x9F, 0x061C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
    default: false
    }
  }

  /// The text with its control characters written out: "\u{1b}[31m". Line breaks and tabs stay where they are allowed to.
  public static func visible(_ text: some StringProtocol, allowing allowed: Set<Unicode.Scalar> = []) -> String {
    let isHidden = { (scalar: Unicode.Scalar) in isControl(scalar) && !allowed.contains(scalar) }
    guard text.unicodeScalars.contains(where: isHidden) else { return String(text) }
    var result = ""
    for scalar in text.unicodeScalars {
      if isHidden(scalar) {
        result += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// An answer as a terminal and the log of a pipeline may show it: without control characters, and with nothing that a
  /// runner of GitHub takes for a command: a line that begins with "::", or "##[" anywhere in one.
  public static func shown(_ text: String) -> String {
    let visible = visible(text, allowing: ["\n", "\t"])
    guard visible.contains("::") || visible.contains("##[") else { return visible }
    return visible.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let line = line.replacing("##[", with: "#\\u{23}[")
      let start = line.drop { $0.isWhitespace }
      return start.hasPrefix("::") ? String(line.dropLast(start.count)) + "\\u{3a}" + start.dropFirst() : line
    }.joined(separator: "\n")
  }

  /// Whether a text may be a name: one line that begins with a letter, a digit, "_", "." or "/", so that no shell, table or
  /// log takes it for something else.
  public static func isName(_ text: String) -> Bool {
    guard let first = text.first, text.count <= longestName, let last = text.last, !last.isWhitespace else {
      return false
    }
    let begins = first.isLetter || first.isNumber || "_./".contains(first)
    return begins && !text.unicodeScalars.contains(where: isControl)
  }
}

extension InputNode {
  /// Text on one line, without control characters.
  /// - Throws: `Diagnostic` "wrong-type" or "not-text".
  public func oneLine() throws -> String {
    guard case .text(let value) = content else { throw fault(.wrongType, expected: "text") }
    guard !value.unicodeScalars.contains(where: PlainText.isControl) else {
      throw fault(.notText, expected: "text on one line, without control characters")
    }
    return value
  }

  /// The name of something: it is printed, and written into scripts and tables.
  /// - Throws: `Diagnostic` "wrong-type" or "not-a-name".
  public func name() throws -> String {
    let value = try oneLine()
    guard PlainText.isName(value) else {
      throw fault(
        .notAName, expected: "a name of 1 to \(PlainText.longestName) characters that begins with a letter or a digit")
    }
    return value
  }
}
