extension StringProtocol {
  /// Without white space at both ends.
  func trimmingSpaces() -> SubSequence {
    var result = self[...]
    while let first = result.first, first.isWhitespace { result = result.dropFirst() }
    while let last = result.last, last.isWhitespace { result = result.dropLast() }
    return result
  }
}
