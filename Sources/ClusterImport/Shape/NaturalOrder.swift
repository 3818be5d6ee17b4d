/// Names in the order that people expect: "node2" before "node10".
enum NaturalOrder {
  /// Whether a name stands before another: numbers by value, then all else by bytes.
  static func precedes(_ first: String, _ second: String) -> Bool {
    var (left, right) = (first.utf8[...], second.utf8[...])
    while let leftByte = left.first, let rightByte = right.first {
      if isDigit(leftByte), isDigit(rightByte) {
        let (leftDigits, rightDigits) = (digits(&left), digits(&right))
        if leftDigits.count != rightDigits.count { return leftDigits.count < rightDigits.count }
        if let differs = zip(leftDigits, rightDigits).first(where: { $0 != $1 }) { return differs.0 < differs.1 }
      } else {
        if leftByte != rightByte { return leftByte < rightByte }
        left.removeFirst()
        right.removeFirst()
      }
    }
    if left.isEmpty != right.isEmpty { return left.isEmpty }
    // The same but for zeros in front of numbers.
    return first < second
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// Takes a number, without zeros in front of it.
  private static func digits(_ text: inout Substring.UTF8View) -> Substring.UTF8View {
    let number = text.prefix(while: isDigit)
    text = text[number.endIndex...]
    return number.drop { $0 == 0x30 }
  }
}
