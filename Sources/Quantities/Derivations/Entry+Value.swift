extension DerivationTable.Entry {
  private static let dimensions: [any Dimension.Type] = [
    Information.self, Time.self, DataRate.self, Arithmetic.self, ArithmeticRate.self, Money.self, Price.self,
  ]

  /// The value as a person reads it: "49.92 ms", "20,800", "3.000 USD/GPU/h".
  /// - Parameter significantDigits: How many digits carry meaning.
  public func valueText(significantDigits: Int = 4) -> String {
    func text<D: Dimension>(_: D.Type) -> String {
      Quantity<D>(value).formatted(significantDigits: significantDigits)
    }
    if let dimension = Self.dimensions.first(where: { $0.baseUnit.symbol == unit }) { return text(dimension) }
    let isLong = abs(value) >= 1000 || value == value.rounded()
    let number =
      isLong && abs(value) < 1e15
      ? Numerals.grouped(rounding: value) : Numerals.significant(value, digits: significantDigits)
    return unit.isEmpty ? number : "\(number) \(unit)"
  }
}
