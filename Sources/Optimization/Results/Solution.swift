/// Values that satisfy a program, and what they cost.
public struct Solution: Sendable, Equatable {
  /// A value for every variable; those of integer variables are whole numbers exactly.
  public let values: [Double]
  /// Σ cost · value, worked out from the program.
  public let objective: Double
  /// Duals, where the solver has them: of the linear program, or of the one with all integers fixed at `values`.
  public let duals: Duals?
  /// How well the values satisfy the program.
  public let feasibility: FeasibilityReport

  /// Puts whole numbers where the program wants them and a value is within 1e-5 of one, then checks and prices the
  /// values. A solution that comes out infeasible is still made: ask `feasibility`.
  ///
  /// - Parameters:
  ///   - values: A value for every variable.
  ///   - program: A program without faults.
  ///   - duals: The solver's duals.
  public init(values: [Double], of program: LinearProgram, duals: Duals? = nil) {
    let snapped = values.indices.map { index in
      let whole = values[index].rounded()
      return program.kinds[index].isIntegral && (values[index] - whole).magnitude <= 1e-5 ? whole : values[index]
    }
    self.values = snapped
    self.objective = program.objective(at: snapped)
    self.duals = duals
    self.feasibility = FeasibilityReport(program, values: snapped)
  }

  /// The value of a variable.
  public subscript(variable: Variable) -> Double { values[variable.index] }
}
