/// A measured run that can take no part in a fit, and counts as a miss in each quantity that it measured.
public struct UnusedRun: Sendable, Hashable, Codable {
  /// As its file names it.
  public let id: String
  /// What it measured.
  public let quantities: [MeasuredQuantity]
  /// Why it can take no part.
  public let reason: String

  /// - Parameters: As the properties of the same names.
  public init(id: String, quantities: [MeasuredQuantity], reason: String) {
    self.id = id
    self.quantities = quantities
    self.reason = reason
  }
}
