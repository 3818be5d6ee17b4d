/// Values of the variables of a program, with their objective.
public struct Solution: Sendable, Equatable {
  /// A value for every variable; those of integer variables are whole numbers exactly.
  public let values: [Double]
  /// Σ cost · value, worked out from the program.
  public let objective: Double
  /// Duals, where the solver has them: of the linear program, or of the one with all integers fixed at `values`.
  public let duals: Duals?
  /// The violations of the program by the values.
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

/// Dual values of a linear program that is minimised.
public struct Duals: Sendable, Equatable {
  /// For each constraint, the change of the objective per unit of its active bound; 0 where no bound is active.
  public let constraints: [Double]
  /// For each variable, cost − Σ dual · coefficient: the change of the objective per unit beyond its active bound.
  public let reducedCosts: [Double]

  public init(constraints: [Double], reducedCosts: [Double]) {
    self.constraints = constraints
    self.reducedCosts = reducedCosts
  }

  /// The dual of a constraint.
  public subscript(constraint: Constraint) -> Double { constraints[constraint.index] }

  /// The reduced cost of a variable.
  public subscript(variable: Variable) -> Double { reducedCosts[variable.index] }
}

/// The reason why a program was not solved.
public enum SolverFault: Error, Sendable, Equatable {
  /// The program itself is wrong; every fault of it.
  case program([ProgramFault])
  /// A limit is NaN or negative.
  case limits(String)
  /// The incumbent has another number of values than the program has variables.
  case incumbentSize(expected: Int, found: Int)
  /// The incumbent does not satisfy the program.
  case incumbentInfeasible(FeasibilityReport)
  /// The solver cannot run here; its reason.
  case unavailable(String)
  /// The solver gave up; its own words.
  case solver(String)
}

extension SolverFault: CustomStringConvertible {
  /// A sentence, or one for each fault of the program.
  public var description: String {
    switch self {
    case .program(let faults): faults.map(\.description).joined(separator: " ")
    case .limits(let text): text
    case .incumbentSize(let expected, let found):
      "The incumbent has \(found) values for \(expected) variables."
    case .incumbentInfeasible(let report): "The incumbent does not satisfy the program. \(report)"
    case .unavailable(let reason): reason
    case .solver(let words): words.isEmpty ? "The solver gave up without a word." : words
    }
  }
}
