/// Reduced-cost fixing: the binary variables whose values follow from the duals of the relaxation, for solutions below
/// a cutoff.
///
/// Setting x_j to 1 costs at least bound + d_j. Where that is not below the cutoff, x_j = 0 in every solution that is;
/// likewise x_j = 1 where bound − d_j is not below it. The bound and the reduced costs d_j are computed from the duals
/// (`DualBound`) and depend on no solver tolerance.
///
/// This makes a program of tens of thousands of binaries small once a good incumbent is known:
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
  /// The cutoff: only solutions that cost less count.
  public let cutoff: Double

  /// - Parameters:
  ///   - program: A program without faults.
  ///   - duals: The duals of its relaxation, one for each constraint.
  ///   - cutoff: The cutoff: only solutions that cost less are of interest; see `cutoff(incumbent:tolerance:)`.
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

/// A program without some of its variables, and the way back from its answers.
///
/// Encode: `ColumnReduction(program, dropping: zeros)` leaves out variables that are to be 0. Decode: `expand` puts the
/// zeros back. Constraints keep their positions, so duals need no decoding.
public struct ColumnReduction: Sendable, Equatable {
  /// The smaller program.
  public let program: LinearProgram
  /// The original variable of each variable of the smaller program.
  public let kept: [Variable]
  private let originalCount: Int

  /// - Parameters:
  ///   - original: The program.
  ///   - dropped: Variables to be 0; bounds that rule 0 out are lost with them.
  public init(_ original: LinearProgram, dropping dropped: some Sequence<Variable>) {
    var isKept = [Bool](repeating: true, count: original.variableCount)
    for variable in dropped { isKept[variable.index] = false }
    kept = original.variables.filter { isKept[$0.index] }
    originalCount = original.variableCount
    program = original.keeping(kept)
  }

  /// Values of the original program from values of the smaller one.
  public func expand(_ values: [Double]) -> [Double] {
    var expanded = [Double](repeating: 0, count: originalCount)
    for (index, variable) in kept.enumerated() { expanded[variable.index] = values[index] }
    return expanded
  }

  /// Values of the smaller program from values of the original one; those of dropped variables are lost.
  public func restrict(_ values: [Double]) -> [Double] {
    kept.map { values[$0.index] }
  }
}

extension LinearProgram {
  /// The same constraints restricted to some of the variables, in the order given.
  fileprivate func keeping(_ kept: [Variable]) -> LinearProgram {
    var smaller = LinearProgram(name: name)
    var newIndex = [Int32](repeating: -1, count: variableCount)
    for (index, variable) in kept.enumerated() {
      newIndex[variable.index] = Int32(index)
      smaller.variableNames.append(variableNames[variable.index])
      smaller.variableLower.append(variableLower[variable.index])
      smaller.variableUpper.append(variableUpper[variable.index])
      smaller.kinds.append(kinds[variable.index])
      smaller.costs.append(costs[variable.index])
    }
    smaller.constraintNames = constraintNames
    smaller.constraintLower = constraintLower
    smaller.constraintUpper = constraintUpper
    for index in termValues.indices {
      let column = newIndex[Int(termColumns[index])]
      guard column >= 0 else { continue }
      smaller.termRows.append(termRows[index])
      smaller.termColumns.append(column)
      smaller.termValues.append(termValues[index])
    }
    return smaller
  }
}

/// A lower bound on a program by weak duality, with the reduced costs of the duals.
///
/// For any y, min cost·x ≥ Σ_i min(y_i·lower_i or y_i·upper_i) + Σ_j min over the bounds of d_j·x_j with d = cost − yᵀA
/// (weak duality). Inexact duals weaken the bound but never invalidate it, up to rounding, so the solver need not be
/// trusted. The bound holds for the relaxation and hence for the program with integers.
public struct DualBound: Sendable, Equatable {
  /// The lower bound; −∞ if the duals prove none.
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

extension LinearProgram {
  /// The linear relaxation: the same program with every variable continuous. Its optimum is a lower bound.
  public var relaxed: LinearProgram {
    var relaxation = self
    relaxation.kinds = [VariableKind](repeating: .continuous, count: variableCount)
    return relaxation
  }

  /// The same program with every integer variable fixed at its value; continuous variables are unchanged.
  ///
  /// - Parameter values: A value for every variable; those of integer variables are rounded to whole numbers.
  public func fixingIntegers(at values: [Double]) -> LinearProgram {
    var fixed = self
    for index in 0..<variableCount where kinds[index].isIntegral {
      fixed.variableLower[index] = values[index].rounded()
      fixed.variableUpper[index] = values[index].rounded()
    }
    return fixed
  }
}
