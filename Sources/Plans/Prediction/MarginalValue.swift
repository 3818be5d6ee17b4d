/// What a little more of a resource is worth.
public struct MarginalValue: Codable, Sendable, Equatable {
  /// What is added: "100 GB/s of HBM".
  public var unit: String
  /// Relative gain in tokens per second per GPU.
  public var gain: Double
  /// "derivative" or "re-solve".
  public var method: String

  /// - Parameters: As the properties of the same names.
  public init(unit: String, gain: Double, method: String) {
    self.unit = unit
    self.gain = gain
    self.method = method
  }
}
