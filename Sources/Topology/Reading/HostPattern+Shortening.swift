extension HostPattern {
  /// Patterns that stand for names in their order: runs of numbers become ranges, as in "node[001-032]".
  /// - Parameter names: Of which each is one (`isName`).
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
