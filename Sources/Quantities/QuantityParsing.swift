/// The error of a text that is no quantity. The caller adds file and key.
public struct QuantityParsingError: Error, Equatable, Sendable {
  /// The text as found.
  public let found: String
  /// The text expected, in words.
  public let expected: String
}

extension Quantity {
  /// Reads a quantity with its unit, such as "3.35 TB/s" or "80GiB".
  ///
  /// Units are case-sensitive, because GB/s and Gb/s differ by eight. A number without a unit is refused for every
  /// dimension but `Scalar`.
  /// - Throws: `QuantityParsingError` for a missing or unknown unit, or a number that is not finite.
  public init(parsing text: String) throws(QuantityParsingError) {
    let trimmed = text.trimmingSpaces()
    let numberEnd = Self.endOfNumber(in: trimmed)
    let unitText = trimmed[numberEnd...].trimmingSpaces()
    guard let number = Double(trimmed[..<numberEnd]), number.isFinite else {
      throw QuantityParsingError(found: text, expected: "\(D.name), for example \(Self.example)")
    }
    guard let unit = D.units.first(where: { $0.symbol == unitText }) else {
      throw QuantityParsingError(found: text, expected: Self.expectation(insteadOf: unitText))
    }
    let value = number * unit.scale
    guard value.isFinite else {
      throw QuantityParsingError(found: text, expected: "\(D.name) that is finite")
    }
    self.init(value)
  }

  /// The end of the number, which may hold an exponent ("1e9"); an "e" that begins a unit is not taken for one.
  private static func endOfNumber(in text: Substring) -> String.Index {
    var index = text.startIndex
    var previous: Character = " "
    while index < text.endIndex {
      let character = text[index]
      let next = text.index(after: index)
      let isExponent =
        (character == "e" || character == "E") && previous.isNumber && next < text.endIndex
        && (text[next].isNumber || text[next] == "-" || text[next] == "+")
      let isSign = (character == "-" || character == "+") && (previous == " " || previous == "e" || previous == "E")
      guard character.isASCII, character.isNumber || character == "." || isExponent || isSign else { break }
      previous = character
      index = next
    }
    return index
  }

  private static var example: String {
    switch D.name {
    case DataRate.name: "\"900 GB/s\""
    case Information.name: "\"80 GiB\""
    case Time.name: "\"50 ms\""
    case ArithmeticRate.name: "\"989 TFLOP/s\""
    case Price.name: "\"2.50 USD/GPU/h\""
    default: "\"1 \(D.baseUnit.symbol)\""
    }
  }

  private static func expectation(insteadOf unit: Substring) -> String {
    let known = D.printedUnits.map(\.symbol).filter { !$0.isEmpty }.joined(separator: ", ")
    if unit.isEmpty { return "\(D.name) with its unit (\(known)), for example \(example)" }
    if D.self == DataRate.self, unit.hasSuffix("b/s") || unit.hasSuffix("bps") || unit.hasSuffix("bit/s") {
      return "\(D.name) (\(known)); \"\(unit)\" counts bits, divide by 8"
    }
    if known.isEmpty { return "\(D.name) without a unit" }
    return "\(D.name) (\(known)), for example \(example)"
  }
}

extension StringProtocol {
  /// The text without white space at both ends.
  package func trimmingSpaces() -> SubSequence {
    var result = self[...]
    while let first = result.first, first.isWhitespace { result = result.dropFirst() }
    while let last = result.last, last.isWhitespace { result = result.dropLast() }
    return result
  }
}
