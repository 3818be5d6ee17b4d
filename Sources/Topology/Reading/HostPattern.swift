/// Names of hosts written with ranges, as Slurm writes them: `rack[1-8]-node[01-18]`, `gpu[001-004,010]`.
enum HostPattern {
  /// As long as a name in the DNS may be.
  private static let longest = 253

  /// The names, in order, with the leftmost range changing slowest.
  /// - Parameter limit: More names than this are not made.
  /// - Returns: `nil` for a pattern that is not well formed or names more hosts than `limit`.
  static func expand(_ pattern: String, limit: Int) -> [String]? {
    guard pattern.utf8.count <= longest else { return nil }
    guard let open = pattern.firstIndex(of: "[") else {
      let isName = !pattern.isEmpty && !pattern.contains { $0.isWhitespace || $0 == "]" || $0 == "," }
      return isName ? [pattern] : nil
    }
    guard let close = pattern[open...].firstIndex(of: "]"),
      let numbers = numbers(pattern[pattern.index(after: open)..<close], limit: limit)
    else { return nil }
    let rest = String(pattern[pattern.index(after: close)...])
    guard let tails = rest.isEmpty ? [""] : expand(rest, limit: limit), numbers.count * tails.count <= limit else {
      return nil
    }
    let head = pattern[..<open]
    return numbers.flatMap { number in tails.map { head + number + $0 } }
  }

  /// "001-004,010" as five texts of three digits.
  private static func numbers(_ text: Substring, limit: Int) -> [String]? {
    var result: [String] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false)
      guard ends.count <= 2, let first = number(ends[0]), let last = number(ends[ends.count - 1]), first <= last,
        last - first < limit
      else { return nil }
      result += (first...last).map { padded($0, width: ends[0].count) }
      guard result.count <= limit else { return nil }
    }
    return result
  }

  private static func number(_ text: Substring) -> Int? {
    text.allSatisfy { $0.isASCII && $0.isNumber } ? Int(text) : nil
  }

  private static func padded(_ number: Int, width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
