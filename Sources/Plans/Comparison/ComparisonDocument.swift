/// A comparison with the inputs that it was made from: a versioned document, the same bytes for the same inputs.
public struct ComparisonDocument: Codable, Sendable, Equatable {
  /// "comparison/1".
  public var layline: String
  /// What was compared on what.
  public var inputs: PlanInputs
  /// The answer.
  public var comparison: Comparison

  /// - Parameters: As the properties of the same names.
  public init(inputs: PlanInputs, comparison: Comparison) {
    layline = "comparison/1"
    self.inputs = inputs
    self.comparison = comparison
  }
}
