import Quantities

/// How text is laid out on a terminal.
enum TextLayout {
  /// Columns that every screen keeps to.
  static let width = 100

  /// Breaks a text between words; lines after the first are indented.
  static func wrap(_ text: String, indent: Int) -> [String] {
    var lines = [String(text.prefix { $0 == " " })]
    var lineIsEmpty = true
    for word in text.dropFirst(lines[0].count).split(separator: " ", omittingEmptySubsequences: false) {
      if !lineIsEmpty, lines[lines.count - 1].count + 1 + word.count > width {
        lines.append(String(repeating: " ", count: indent))
        lineIsEmpty = true
      }
      lines[lines.count - 1] += (lineIsEmpty ? "" : " ") + word
      lineIsEmpty = false
    }
    return lines
  }

  /// A name and what is known about it, the text indented below itself: "  price        1.99 USD/GPU/h".
  static func fact(_ name: String, _ text: String, column: Int = 15) -> [String] {
    wrap("  \(name.padding(to: column - 2))\(text)", indent: column)
  }

  /// "1 rack", "8 racks".
  static func count(_ number: Int, _ noun: String) -> String {
    "\(Numerals.grouped(number)) \(noun)\(number == 1 ? "" : "s")"
  }

  /// A ratio without needless decimals: 18, 10.7.
  static func plain(_ value: Double) -> String {
    value == value.rounded() || value >= 100 ? Numerals.grouped(rounding: value) : Numerals.significant(value)
  }
}

extension String {
  /// Filled up with spaces behind the text.
  func padding(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }

  /// Filled up with spaces before the text.
  func padding(left width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }

  func trimmingTrailingSpaces() -> String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
