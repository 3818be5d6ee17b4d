import FoundationEssentials
import Glibc
import Quantities

/// A page of text for a person, written from the top down. Titles of sections stand in a margin, their text beside it;
/// a line that is too long goes on below itself.
struct Page {
  /// Columns that every page keeps to: those of the terminal, or that COLUMNS asks for; 100 for a file or a pipe.
  static let width: Int = {
    var size = winsize()
    let isTerminal = isatty(STDOUT_FILENO) == 1 && ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0
    let asked = ProcessInfo.processInfo.environment["COLUMNS"].flatMap { Int($0) }
    return columns(asked: asked, terminal: isTerminal ? Int(size.ws_col) : nil)
  }()

  /// - Parameters:
  ///   - asked: What a variable asks for; counts where there is no terminal.
  ///   - terminal: Columns of the terminal, where there is one.
  /// - Returns: 72 to 160, which is as narrow as tables stay tables and as wide as sentences can be read.
  static func columns(asked: Int?, terminal: Int?) -> Int {
    let columns = terminal.flatMap { $0 > 0 ? $0 : nil } ?? asked ?? 100
    return min(160, max(72, columns))
  }
  /// Columns of the margin.
  static let margin = 12

  private var lines: [String] = []
  private let indent: Int

  /// - Parameter indent: Columns before what is broken off a line.
  init(indent: Int = Page.margin + 2) { self.indent = indent }

  /// The lines, without a line break at the end.
  var text: String { lines.joined(separator: "\n") }

  /// A line from the left edge on.
  mutating func line(_ text: String) { lines += Self.wrap(text, indent: indent) }

  /// A title in the margin and text beside it, below an empty line.
  mutating func section(_ title: String, _ text: String = "") {
    gap()
    titled(title, text)
  }

  /// A title in the margin and text beside it.
  mutating func titled(_ title: String, _ text: String) {
    line(text.isEmpty ? title : title.padding(to: Self.margin) + text)
  }

  /// A line beside the margin.
  mutating func row(_ text: String) { titled(" ", text) }

  /// Lines beside the margin.
  mutating func rows(_ texts: [String]) { for text in texts { row(text) } }

  /// The first lines of many beside the margin, and how many more there are.
  /// - Parameter rest: What the others are: "stages more".
  mutating func rows(_ texts: [String], most: Int, rest: String) {
    rows(Array(texts.prefix(most)))
    if texts.count > most { row("and \(texts.count - most) \(rest)") }
  }

  /// An empty line, but not at the top.
  mutating func gap() { if !lines.isEmpty { lines.append("") } }
}

// MARK: - Lines

extension Page {
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

  /// Cells in columns of given widths; a column below zero is flush left.
  static func row(_ cells: [String], _ widths: [Int]) -> String {
    zip(cells, widths).map { $1 < 0 ? $0.padding(to: -$1) : $0.padding(left: $1) }.joined()
  }

  /// Rows of cells in columns as wide as their widest cell, two spaces apart.
  /// - Parameter numbers: Columns that are flush right.
  static func table(_ rows: [[String]], numbers: Set<Int>) -> [String] {
    let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      row.indices.map { numbers.contains($0) ? row[$0].padding(left: widths[$0]) : row[$0].padding(to: widths[$0]) }
        .joined(separator: "  ").trimmingTrailingSpaces()
    }
  }
}

// MARK: - Texts

extension Numerals {
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
    if !isEmpty, lines[lines.count - 1].count + 2 + part.count <= Page.width {
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
      let room = max(20, Page.width - rest.count)
      var word = word
      if !isEmpty, lines[lines.count - 1].count + 1 + word.count <= Page.width {
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
