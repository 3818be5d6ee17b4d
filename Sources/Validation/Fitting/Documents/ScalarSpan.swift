/// Where scalars stand in a line of YAML.
enum ScalarSpan {
  /// Ranges that may be the value of `key` in a line, best first: as part of a `{…}` mapping, or up to the line's end.
  ///
  /// Only the YAML reader knows which is right, so whoever edits reads the result again and compares.
  static func candidates(_ key: String, in line: Substring) -> [Range<Substring.Index>] {
    starts(of: key, in: line).flatMap { start -> [Range<Substring.Index>] in
      guard start < line.endIndex else { return [] }
      if let quoted = quotedEnd(line, from: start) { return [start..<quoted] }
      let block = plainEnd(line, from: start, stops: [])
      let flow = plainEnd(line, from: start, stops: [",", "}", "]"])
      return (flow == block ? [block] : [flow, block]).filter { $0 > start }.map { start..<$0 }
    }
  }

  /// Places behind "key:" where the key stands outside of quotes and comments and is a word of its own.
  private static func starts(of key: String, in line: Substring) -> [Substring.Index] {
    var starts: [Substring.Index] = []
    var index = line.startIndex
    var previous: Character = " "
    while index < line.endIndex {
      if line[index] == "#", previous == " " { break }
      if " {,\t-".contains(previous), let start = valueStart(line, of: key, at: index) { starts.append(start) }
      previous = line[index]
      // A quote that begins a scalar hides what it holds; an apostrophe inside a word does not.
      let isStart = " {,:".contains(line[..<index].last ?? " ")
      index = (isStart ? quotedEnd(line, from: index) : nil) ?? line.index(after: index)
    }
    return starts
  }

  /// Where the value begins if `"key":` or `key:` stands at a place.
  private static func valueStart(_ line: Substring, of key: String, at index: Substring.Index) -> Substring.Index? {
    for written in [key, "\"\(key)\"", "'\(key)'"] where line[index...].hasPrefix(written) {
      let rest = line[index...].dropFirst(written.count)
      guard rest.first == ":" else { continue }
      return rest.dropFirst().firstIndex { $0 != " " }
    }
    return nil
  }

  /// Behind the closing quote; `nil` where no quoted text begins here or it goes on in the next line.
  private static func quotedEnd(_ line: Substring, from start: Substring.Index) -> Substring.Index? {
    let quote = line[start]
    guard quote == "\"" || quote == "'" else { return nil }
    var index = line.index(after: start)
    while index < line.endIndex {
      let next = line.index(after: index)
      if line[index] == "\\", quote == "\"", next < line.endIndex {
        index = line.index(after: next)
      } else if line[index] == quote {
        guard quote == "'", next < line.endIndex, line[next] == "'" else { return next }
        index = line.index(after: next)
      } else {
        index = next
      }
    }
    return nil
  }

  /// Before a comment, a stop or the blanks at the end.
  private static func plainEnd(
    _ line: Substring, from start: Substring.Index, stops: Set<Character>
  ) -> Substring.Index {
    var end = start
    var previous: Character = " "
    for index in line[start...].indices {
      let character = line[index]
      if stops.contains(character) || (character == "#" && previous == " ") { break }
      if character != " ", character != "\r", character != "\t" { end = line.index(after: index) }
      previous = character
    }
    return end
  }
}
