import Quantities

extension InputNode {
  /// Text of one or more lines, without other control characters.
  /// - Throws: `Diagnostic` "wrong-type" or "not-text".
  public func text() throws -> String {
    guard case .text(let value) = content else { throw fault(.wrongType, expected: "text") }
    guard !value.unicodeScalars.contains(where: { PlainText.isControl($0) && !"\n\r\t".unicodeScalars.contains($0) })
    else { throw fault(.notText, expected: "text without control characters") }
    return value
  }

  public func boolean() throws -> Bool {
    guard case .boolean(let value) = content else { throw fault(.wrongType, expected: "true or false") }
    return value
  }

  /// A whole number of at least `minimum`.
  /// - Throws: `Diagnostic` "wrong-type" or "out-of-range".
  public func integer(atLeast minimum: Int = 0, atMost maximum: Int = 1 << 50) throws -> Int {
    let range = maximum == 1 << 50 ? "\(minimum) or more" : "\(minimum) to \(maximum)"
    // A whole number that no integer holds is one all the same.
    if case .number(let value) = content, value.isFinite, abs(value) >= 0x1p63 {
      throw fault(.outOfRange, expected: "a whole number of \(range)")
    }
    guard case .integer(let value) = content else { throw fault(.wrongType, expected: "a whole number") }
    guard value >= minimum, value <= maximum else {
      throw fault(.outOfRange, expected: "a whole number of \(range)")
    }
    return value
  }

  /// A finite number within bounds.
  public func number(atLeast minimum: Double, atMost maximum: Double = .infinity) throws -> Double {
    let value: Double
    switch content {
    case .integer(let whole): value = Double(whole)
    case .number(let real): value = real
    default: throw fault(.wrongType, expected: "a number")
    }
    guard value.isFinite, value >= minimum, value <= maximum else {
      let range = maximum.isInfinite ? "of at least \(minimum)" : "between \(minimum) and \(maximum)"
      throw fault(.outOfRange, expected: "a finite number \(range)")
    }
    return value
  }

  /// A quantity with its unit, more than zero: "3.35 TB/s". A bare number is refused.
  /// - Throws: `Diagnostic` "unit-missing", "unit-wrong" or "out-of-range".
  public func quantity<D: Dimension>(_ type: Quantity<D>.Type, allowZero: Bool = false) throws -> Quantity<D> {
    let written: String
    switch content {
    case .text(let text): written = text
    case .integer(let value): written = "\(value)"
    case .number(let value): written = "\(value)"
    default: throw fault(.wrongType, expected: D.name)
    }
    let value: Quantity<D>
    do {
      value = try Quantity<D>(parsing: written)
    } catch {
      let isBare = Double(written) != nil
      throw fault(isBare ? .unitMissing : .unitWrong, expected: error.expected)
    }
    guard value.value > 0 || (allowZero && value.value == 0) else {
      throw fault(.outOfRange, expected: "\(D.name) above zero")
    }
    // What no machine has; ratios of two such figures are still numbers.
    guard value.value == 0 || (InputLimits.smallestQuantity...InputLimits.largestQuantity).contains(value.value) else {
      let (least, most) = (InputLimits.smallestQuantity, InputLimits.largestQuantity)
      throw fault(.outOfRange, expected: "\(D.name) of \(least) to \(most) \(D.baseUnit.symbol)")
    }
    return value
  }

  /// Reads one of a set of words.
  public func choice<T: RawRepresentable & CaseIterable>(_ type: T.Type) throws -> T where T.RawValue == String {
    if case .text(let word) = content, let value = T(rawValue: word) { return value }
    let known = T.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
    throw fault(.unknownValue, expected: "one of \(known)")
  }
}
