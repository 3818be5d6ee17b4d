/// A figure of a deployment.
public struct CheckedFigure: Codable, Sendable, Equatable {
  /// Its name in a policy: "tpot".
  public var quantity: String
  /// In `unit`.
  public var value: Double
  /// The base unit: "s", "B", "USD", "sequences"; empty for shares and counts.
  public var unit: String
  /// The same for people: "50.0 ms".
  public var text: String
  /// Where it is reached, where that matters: "stage 1 of 2, layers 31-60, GPU 8 of pool h200", "context 131,072".
  public var location: String?

  /// - Parameters: As the properties of the same names.
  public init(quantity: String, value: Double, unit: String, text: String, location: String? = nil) {
    self.quantity = quantity
    self.value = value
    self.unit = unit
    self.text = text
    self.location = location
  }
}
