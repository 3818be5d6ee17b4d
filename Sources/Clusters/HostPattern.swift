/// Names of hosts written with ranges, as Slurm writes them: `rack[1-8]-node[01-18]`, `gpu[001-004,010]`.
public enum HostPattern {
  /// The length limit of a DNS name.
  private static let longest = 253
  /// Pairs of brackets in a pattern; Slurm reads four at most.
  private static let mostGroups = 16

  /// The names, in order, with the leftmost range changing slowest.
  /// - Parameter limit: More names than this are not made.
  /// - Returns: `nil` for a pattern that is not well formed, names more hosts than `limit`, or makes names longer than the
  ///   DNS allows.
  static func expand(_ pattern: String, limit: Int) -> [String]? {
    guard let first = pattern.utf8.firstIndex(of: UInt8(ascii: "[")) else { return isName(pattern) ? [pattern] : nil }
    var names = [String(pattern[..<first])]
    var rest = pattern[first...]
    var (groups, length) = (0, names[0].utf8.count)
    while !rest.isEmpty {
      groups += 1
      guard groups <= mostGroups, let close = rest.utf8.firstIndex(of: UInt8(ascii: "]")),
        let numbers = numbers(rest[..<close].dropFirst(), limit: limit), numbers.count * names.count <= limit
      else { return nil }
      let after = rest[rest.index(after: close)...]
      let next = after.utf8.firstIndex(of: UInt8(ascii: "[")) ?? after.endIndex
      let text = after[..<next]
      length += (numbers.map(\.utf8.count).max() ?? 0) + text.utf8.count
      guard length <= longest, text.isEmpty || isPart(text) else { return nil }
      names = names.flatMap { head in numbers.map { head + $0 + text } }
      rest = after[next...]
    }
    return names.first.map(isName) == true ? names : nil
  }

  /// The names in a Slurm list: patterns separated by commas or spaces.
  /// - Parameter limit: The largest number of names to expand.
  /// - Returns: The names, duplicates included; `nil` where a pattern is malformed or there are too many names.
  public static func names(inList text: String, limit: Int) -> [String]? {
    var names: [String] = []
    var (depth, start) = (0, text.startIndex)
    func take(_ end: String.Index) -> Bool {
      guard start < end else { return true }
      guard let some = expand(String(text[start..<end]), limit: limit - names.count) else { return false }
      names += some
      return true
    }
    for index in text.utf8.indices {
      switch text.utf8[index] {
      case UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: ","), 0x20, 0x09:
        guard depth == 0 else { continue }
        guard take(index) else { return nil }
        start = text.utf8.index(after: index)
      default: continue
      }
    }
    return take(text.endIndex) ? names : nil
  }

  /// A text as the name of a host: itself where it is one; else what a host may not have becomes "-", and a number that
  /// follows from the whole text keeps names apart that would then be alike.
  public static func name(from text: String) -> String {
    guard !isName(text) else { return text }
    // FNV-1a.
    let hash = text.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
    let words = text.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.joined(separator: "-").prefix(40)
    return "\(words.isEmpty ? "pool" : words)-\(String(hash, radix: 16))"
  }

  /// Whether a text may name one host, as the DNS and schedulers have it: letters, digits, ".", "-" and "_", beginning
  /// with a letter or a digit. Scripts, lists of hosts and paths hold such names without quotes.
  public static func isName(_ text: some StringProtocol) -> Bool {
    isPart(text) && !(text.hasPrefix("-") || text.hasPrefix(".") || text.hasPrefix("_"))
  }

  /// Whether a text may stand within the name of a host.
  private static func isPart(_ text: some StringProtocol) -> Bool {
    !text.isEmpty && text.utf8.count <= longest && text.utf8.allSatisfy { parts.contains($0) }
  }

  private static let parts = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_".utf8)

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
    text.utf8.count <= longest && text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
  }

  static func padded(_ number: Int, width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

extension HostPattern {
  /// Patterns that stand for the names in their order: runs of numbers become ranges, as in "node[001-032]".
  /// - Parameter names: Names, each of which is valid (`isName`).
  public static func shortened(_ names: [String]) -> [String] {
    var patterns: [String] = []
    var run: Run?
    for name in names {
      if run?.take(name) == true { continue }
      if let run { patterns.append(run.pattern) }
      run = Run(name)
    }
    return patterns + (run.map { [$0.pattern] } ?? [])
  }

  /// Names that differ in their last number, which grows by one.
  private struct Run {
    let head: Substring
    let tail: Substring
    let first: Substring
    var last: Int
    var count = 1
    let name: String

    init(_ name: String) {
      let (head, digits, tail) = Self.parts(name)
      (self.head, first, self.tail, self.name) = (head, digits, tail, name)
      last = Int(digits) ?? 0
    }

    /// Whether a name goes on with the run; if so it is part of it now.
    mutating func take(_ name: String) -> Bool {
      let (head, digits, tail) = Self.parts(name)
      // A range pads to the width of its first number.
      guard head == self.head, tail == self.tail, let number = Int(digits), number == last + 1, !first.isEmpty,
        digits == HostPattern.padded(number, width: first.count)
      else { return false }
      (last, count) = (number, count + 1)
      return true
    }

    var pattern: String {
      count == 1 ? name : "\(head)[\(first)-\(HostPattern.padded(last, width: first.count))]\(tail)"
    }

    /// A name before, in and behind its last number; numbers of more than 18 digits are text.
    private static func parts(_ name: String) -> (Substring, Substring, Substring) {
      let isDigit = { (byte: UInt8) in (0x30...0x39).contains(byte) }
      guard let end = name.utf8.lastIndex(where: isDigit) else { return (name[...], "", "") }
      let after = name.utf8.index(after: end)
      let digits = name[..<after].utf8.reversed().prefix(while: isDigit).count
      let start = name.utf8.index(after, offsetBy: -digits)
      return digits > 18 ? (name[...], "", "") : (name[..<start], name[start..<after], name[after...])
    }
  }
}
