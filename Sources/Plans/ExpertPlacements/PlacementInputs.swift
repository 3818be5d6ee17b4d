/// The loads that experts were placed by, and those that the placement was judged on.
public struct PlacementInputs: Codable, Sendable, Equatable {
  /// Planned on, one scenario each.
  public let expertLoad: [PlanInputs.Reference]
  /// Of each scenario in the mixture that was planned on; `nil` where the worst scenario counted.
  public let weights: [Double]?
  /// Judged on, and not planned on.
  public let evaluate: [PlanInputs.Reference]

  /// - Parameters: As the properties of the same names.
  public init(expertLoad: [PlanInputs.Reference], weights: [Double]?, evaluate: [PlanInputs.Reference]) {
    self.expertLoad = expertLoad
    self.weights = weights
    self.evaluate = evaluate
  }
}
