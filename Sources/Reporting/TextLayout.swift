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

/// A text of several parts beside the branches of a tree. Parts follow each other on a line as long as they fit.
struct BranchedText {
  private(set) var lines: [String]
  private let rest: String
  private var isEmpty = true

  /// - Parameters:
  ///   - first: What stands before the first line.
  ///   - rest: What stands before every other line.
  init(first: String, rest: String) {
    lines = [first]
    self.rest = rest
  }

  /// Adds a part two spaces behind the last one, or on a line of its own.
  mutating func add(_ part: String) {
    if !isEmpty, lines[lines.count - 1].count + 2 + part.count <= TextLayout.width {
      lines[lines.count - 1] += "  " + part
    } else if isEmpty {
      append(part)
    } else {
      addBelow(part)
    }
  }

  /// Adds a part on a line of its own.
  mutating func addBelow(_ part: String) {
    lines.append(rest)
    isEmpty = true
    append(part)
  }

  /// Breaks between words, and within a word that is longer than a line.
  private mutating func append(_ part: String) {
    for word in part.split(separator: " ", omittingEmptySubsequences: false) {
      let room = max(20, TextLayout.width - rest.count)
      var word = word
      if !isEmpty, lines[lines.count - 1].count + 1 + word.count <= TextLayout.width {
        lines[lines.count - 1] += " " + word
        continue
      }
      while true {
        if !isEmpty { lines.append(rest) }
        lines[lines.count - 1] += word.prefix(room)
        isEmpty = false
        guard word.count > room else { break }
        word = word.dropFirst(room)
      }
    }
    lines[lines.count - 1] = lines[lines.count - 1].trimmingTrailingSpaces()
  }
}

extension TextLayout {
  /// A bar of parts: each part's letter as often as its share of the width, the rest dots.
  static func bar(_ parts: [(letter: Character, share: Double)], width: Int) -> String {
    var bar = ""
    var sum = 0.0
    for part in parts {
      sum += part.share
      let end = min(width, Int((sum * Double(width)).rounded()))
      bar += String(repeating: part.letter, count: max(0, end - bar.count))
    }
    return bar + String(repeating: ".", count: max(0, width - bar.count))
  }
}
