/// By how much one row, bound or integrality condition is missed.
public struct Violation: Sendable, Equatable {
  /// The constraint or variable, by name.
  public let name: String
  /// Position of that constraint or variable.
  public let index: Int
  /// The distance to what is allowed, in the program's own units.
  public let amount: Double
  /// The distance as a share of the size of the numbers that meet there: what tolerances are compared with.
  public let scaled: Double

  /// - Parameters:
  ///   - name: The constraint or variable, by name.
  ///   - index: Its position.
  ///   - amount: The distance to what is allowed.
  ///   - scaled: The distance as a share of the size of the numbers that meet there.
  public init(name: String, index: Int, amount: Double, scaled: Double) {
    self.name = name
    self.index = index
    self.amount = amount
    self.scaled = scaled
  }
}
