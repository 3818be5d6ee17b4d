/// Dual values of a linear program that is minimised.
public struct Duals: Sendable, Equatable {
  /// For each constraint, what the objective gains per unit by which its active bound rises; 0 where none is active.
  public let constraints: [Double]
  /// For each variable, cost − Σ dual · coefficient: what one unit of it beyond its active bound would add.
  public let reducedCosts: [Double]

  /// - Parameters:
  ///   - constraints: One for each constraint.
  ///   - reducedCosts: One for each variable.
  public init(constraints: [Double], reducedCosts: [Double]) {
    self.constraints = constraints
    self.reducedCosts = reducedCosts
  }

  /// The dual of a constraint.
  public subscript(constraint: Constraint) -> Double { constraints[constraint.index] }

  /// The reduced cost of a variable.
  public subscript(variable: Variable) -> Double { reducedCosts[variable.index] }
}
