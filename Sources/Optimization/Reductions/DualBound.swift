/// A lower bound on a program that follows from its duals alone, and the reduced costs that go with it.
///
/// For any y, min cost·x ≥ Σ_i min(y_i·lower_i or y_i·upper_i) + Σ_j min over the bounds of d_j·x_j with
/// d = cost − yᵀA (weak duality). So a dual that is slightly off weakens the bound and never makes it wrong: this is a
/// bound that needs no trust in a solver, up to rounding. It holds for the relaxation and so for the program with integers.
public struct DualBound: Sendable, Equatable {
  /// No values of the program cost less; −∞ if the duals prove nothing.
  public let value: Double
  /// cost − yᵀA for each variable.
  public let reducedCosts: [Double]

  /// Reduced costs and duals below this share of the numbers they are made of are rounding errors: taken as 0 where a
  /// missing bound would otherwise make the whole bound −∞.
  private static let noise = 1e-9

  /// - Parameters:
  ///   - program: A program without faults.
  ///   - duals: A dual for each constraint, as in `Duals.constraints`.
  public init(_ program: LinearProgram, duals: [Double]) {
    let columns = program.columns
    var sum = 0.0
    let largest = duals.reduce(0) { max($0, $1.magnitude) }
    for row in 0..<program.constraintCount {
      sum += Self.least(
        duals[row], program.constraintLower[row], program.constraintUpper[row], noise: Self.noise * largest)
    }
    var reduced = program.costs
    for column in 0..<program.variableCount {
      var size = reduced[column].magnitude
      for place in columns.range(column) {
        let part = duals[Int(columns.indices[place])] * columns.values[place]
        reduced[column] -= part
        size = max(size, part.magnitude)
      }
      sum += Self.least(
        reduced[column], program.variableLower[column], program.variableUpper[column], noise: Self.noise * size)
    }
    value = sum
    reducedCosts = reduced
  }

  /// The least of `factor · x` over `lower ... upper`.
  private static func least(_ factor: Double, _ lower: Double, _ upper: Double, noise: Double) -> Double {
    if factor == 0 { return 0 }
    let bound = factor > 0 ? lower : upper
    if bound.isFinite { return factor * bound }
    return factor.magnitude <= noise ? 0 : -.infinity
  }
}
