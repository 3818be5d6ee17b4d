/// A copy of an expert, where the expert has a given number of copies.
public struct PatternOption: Sendable, Equatable {
  /// The expert.
  public let expert: Int
  /// r, its copies.
  public let copies: Int
  /// w / r.
  public let load: Double
  /// π / r − σ.
  public let value: Double

  /// - Parameters: As the properties of the same names.
  public init(expert: Int, copies: Int, load: Double, value: Double) {
    self.expert = expert
    self.copies = copies
    self.load = load
    self.value = value
  }
}
