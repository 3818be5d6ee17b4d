/// Something in a plan that does not hold.
public struct Finding: Codable, Sendable, Equatable, CustomStringConvertible {
  /// Stable identifier: "memory-wrong".
  public var id: String
  /// Where in the plan: "prediction.stages[0].memory.cache_B".
  public var key: String
  /// What the plan says.
  public var claimed: String
  /// What follows from its inputs.
  public var actual: String

  /// - Parameters: As the properties of the same names.
  public init(id: String, key: String, claimed: String, actual: String) {
    self.id = id
    self.key = key
    self.claimed = claimed
    self.actual = actual
  }

  /// One line.
  public var description: String { "\(key): the plan says \(claimed), its inputs give \(actual) [\(id)]" }
}
