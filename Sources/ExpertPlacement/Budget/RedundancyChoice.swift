/// A number of redundant copies that a layer could have, with what they cost and what they are worth.
public struct RedundancyChoice: Sendable, Equatable {
  /// R: copies beyond one of each expert.
  public let redundant: Int
  /// What the choice takes of the budget, in its unit: copies, or bytes on each GPU.
  public let cost: Double
  /// Time of the placement that was found.
  public let time: Double
  /// What no placement undercuts.
  public let bound: Double

  /// - Parameters: As the properties of the same names.
  public init(redundant: Int, cost: Double, time: Double, bound: Double) {
    self.redundant = redundant
    self.cost = cost
    self.time = time
    self.bound = bound
  }
}
