/// Redundancy as a budget over layers: how it is spent, and what an even share would reach.
public struct PlacementBudget: Codable, Sendable, Equatable {
  /// Copies beyond one of each expert that were to be had, over all layers together.
  public let total: Int
  /// That are had.
  public let spent: Int
  /// In each layer, of the best even share.
  public let evenRedundant: Int
  /// Mean over layers of the time of the slowest GPU with the even share, placed with the same effort; 1 is perfect balance.
  public let evenTime: Double
  /// The same as the budget is spent.
  public let time: Double
  /// The same that no way of spending and no placement undercuts.
  public let bound: Double
  /// Most copies of experts that a GPU holds, over all layers together.
  public let mostHeld: Int
  /// Fewest.
  public let fewestHeld: Int

  /// - Parameters: As the properties of the same names.
  public init(
    total: Int, spent: Int, evenRedundant: Int, evenTime: Double, time: Double, bound: Double, mostHeld: Int,
    fewestHeld: Int
  ) {
    self.total = total
    self.spent = spent
    self.evenRedundant = evenRedundant
    self.evenTime = evenTime
    self.time = time
    self.bound = bound
    self.mostHeld = mostHeld
    self.fewestHeld = fewestHeld
  }
}
