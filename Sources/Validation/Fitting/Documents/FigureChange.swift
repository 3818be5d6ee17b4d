/// A new figure and why it is what it is.
public struct FigureChange: Sendable, Hashable {
  /// With its unit, as a file writes it: "98.20 us".
  public let value: String
  /// Why.
  public let evidence: String

  /// - Parameters: As the properties of the same names.
  public init(value: String, evidence: String) {
    self.value = value
    self.evidence = evidence
  }
}
