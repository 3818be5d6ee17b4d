/// Which binary variables the duals of the relaxation decide, given that only answers below a cutoff are of interest.
///
/// Setting x_j to 1 costs at least bound + d_j: where that is not below the cutoff, x_j = 0 in every answer that is.
/// Likewise x_j = 1 where bound − d_j is not below it. The bound and the reduced costs are worked out from the duals
/// (`DualBound`), so nothing here rests on a solver's tolerances.
///
/// For a program of tens of thousands of binaries of which a good answer is known, this is what makes it small:
///
///     let duals = optimizer.solve(program.relaxed).solution?.duals
///     let fixing = ReducedCostFixing(program, duals: duals.constraints, cutoff: cutoff)
///     let rest = ColumnReduction(program, dropping: fixing.zeros)
///     let answer = optimizer.solve(rest.program)       // rest.expand(values) is an answer of `program`
public struct ReducedCostFixing: Sendable, Equatable {
  /// Binary variables that are 0 in every answer below the cutoff.
  public let zeros: [Variable]
  /// Binary variables that are 1 in every answer below the cutoff.
  public let ones: [Variable]
  /// The bound that the duals prove. Where it is not below the cutoff, no answer is.
  public let bound: Double
  /// Only answers below it count.
  public let cutoff: Double

  /// - Parameters:
  ///   - program: A program without faults.
  ///   - duals: Duals of its relaxation, one for each constraint.
  ///   - cutoff: Only answers that cost less than this are of interest; see `cutoff(incumbent:tolerance:)`.
  public init(_ program: LinearProgram, duals: [Double], cutoff: Double) {
    let proof = DualBound(program, duals: duals)
    let binaries = program.variables.filter { variable in
      program.kinds[variable.index].isIntegral
        && program.variableLower[variable.index] == 0 && program.variableUpper[variable.index] == 1
    }
    zeros = binaries.filter { proof.value + proof.reducedCosts[$0.index] >= cutoff }
    ones = binaries.filter { proof.value - proof.reducedCosts[$0.index] >= cutoff }
    bound = proof.value
    self.cutoff = cutoff
  }

  /// Whether the duals prove that no answer is below the cutoff.
  public var provesCutoff: Bool { bound >= cutoff }

  /// The objective below which an answer betters the incumbent by more than a share of it.
  ///
  /// - Parameters:
  ///   - incumbent: The objective of the best known answer.
  ///   - tolerance: The share: 0.001 to look for answers better by a thousandth.
  public static func cutoff(incumbent: Double, tolerance: Double) -> Double {
    incumbent - tolerance * incumbent.magnitude
  }
}
