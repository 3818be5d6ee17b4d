/// How much work a placement is worth; counted in steps, so that the same problem has the same answer on every machine.
public struct PlacementEffort: Sendable, Equatable {
  /// Moves that an annealing judges.
  public var steps: Int
  /// Gap at which the search ends: finer than recorded loads are.
  public var tolerance: Double

  /// - Parameters: As the properties of the same names.
  public init(steps: Int = 300_000, tolerance: Double = 0.001) {
    self.steps = steps
    self.tolerance = tolerance
  }

  /// `factor` times the work of the default.
  public static func times(_ factor: Double) -> PlacementEffort {
    PlacementEffort(steps: Int(300_000 * factor))
  }
}
