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
