/// The violations of a program's constraints, bounds and integrality by given values, computed from the program itself
/// rather than reported by a solver.
///
/// Violations are scaled by the size of the numbers compared: for a constraint, the largest of its violated bound and
/// its terms |a·x|, where an integer variable counts as at least 1 and a continuous one as at least 0.01; for a bound,
/// the same with a coefficient of 1. A row whose coefficients are microseconds is thus judged in microseconds.
public struct FeasibilityReport: Sendable, Equatable {
  /// The constraint that is missed by most; nil if none is missed at all.
  public private(set) var worstConstraint: Violation?
  /// The variable furthest outside of its bounds; nil if none is.
  public private(set) var worstBound: Violation?
  /// The integer variable furthest from a whole number; nil if all are whole.
  public private(set) var worstIntegrality: Violation?

  /// A continuous variable below this is noise beside the coefficients of its row.
  private static let continuousFloor = 0.01

  /// - Parameters:
  ///   - program: A program without faults.
  ///   - values: A value for every variable.
  public init(_ program: LinearProgram, values: [Double]) {
    self.init(program, rows: program.rows, values: values)
  }

  init(_ program: LinearProgram, rows: SparseMatrix, values: [Double]) {
    for column in 0..<program.variableCount { checkVariable(column, of: program, value: values[column]) }
    for row in 0..<program.constraintCount { checkConstraint(row, of: program, rows: rows, values: values) }
  }

  /// Whether every violation, scaled, is within the tolerance.
  public func isFeasible(tolerance: Double = FeasibilityReport.defaultTolerance) -> Bool {
    [worstConstraint, worstBound, worstIntegrality].allSatisfy { ($0?.scaled ?? 0) <= tolerance }
  }

  /// The default feasibility tolerance, ten times that of the simplex method.
  public static let defaultTolerance = 1e-6

  private mutating func checkVariable(_ column: Int, of program: LinearProgram, value: Double) {
    let lower = program.variableLower[column], upper = program.variableUpper[column]
    let isIntegral = program.kinds[column].isIntegral
    let floor = isIntegral ? 1 : Self.continuousFloor
    if let (amount, bound) = Self.miss(value, lower, upper) {
      let size = max(bound.magnitude, value.magnitude, floor)
      Self.keepWorse(&worstBound, program.variableNames[column], column, amount, size)
    }
    let fraction = (value - value.rounded()).magnitude
    guard isIntegral, fraction != 0 else { return }
    Self.keepWorse(&worstIntegrality, program.variableNames[column], column, fraction, 1)
  }

  private mutating func checkConstraint(
    _ row: Int, of program: LinearProgram, rows: SparseMatrix, values: [Double]
  ) {
    var activity = 0.0
    var size = 0.0
    for place in rows.range(row) {
      let column = Int(rows.indices[place])
      activity += rows.values[place] * values[column]
      let floor = program.kinds[column].isIntegral ? 1 : Self.continuousFloor
      size = max(size, rows.values[place].magnitude * max(values[column].magnitude, floor))
    }
    let lower = program.constraintLower[row], upper = program.constraintUpper[row]
    guard let (amount, bound) = Self.miss(activity, lower, upper) else { return }
    // An empty row has no size of its own.
    let scale = max(size, bound.magnitude)
    Self.keepWorse(&worstConstraint, program.constraintNames[row], row, amount, scale > 0 ? scale : 1)
  }

  /// The distance of `value` from its bounds and the violated bound; `nil` where it is within. NaN is infinitely far
  /// outside.
  private static func miss(_ value: Double, _ lower: Double, _ upper: Double) -> (amount: Double, bound: Double)? {
    if value.isNaN { return (.infinity, 0) }
    if value < lower { return (lower - value, lower) }
    if value > upper { return (value - upper, upper) }
    return nil
  }

  private static func keepWorse(
    _ worst: inout Violation?, _ name: String, _ index: Int, _ amount: Double, _ size: Double
  ) {
    let scaled = amount.isFinite ? amount / size : .infinity
    if let worst, worst.scaled >= scaled { return }
    worst = Violation(name: name, index: index, amount: amount, scaled: scaled)
  }
}

extension FeasibilityReport: CustomStringConvertible {
  public var description: String {
    let parts = [
      worstConstraint.map { "constraint \($0.name) is missed by \($0.amount)" },
      worstBound.map { "variable \($0.name) is \($0.amount) outside of its bounds" },
      worstIntegrality.map { "variable \($0.name) is \($0.amount) from a whole number" },
    ].compactMap { $0 }
    return parts.isEmpty ? "Nothing is violated." : "At worst, " + parts.joined(separator: ", ") + "."
  }
}

/// The violation of one row, bound or integrality condition.
public struct Violation: Sendable, Equatable {
  /// The constraint or variable, by name.
  public let name: String
  /// Position of that constraint or variable.
  public let index: Int
  /// The distance to the nearest allowed value, in the program's own units.
  public let amount: Double
  /// The distance divided by the size of the numbers compared. Tolerances are compared with this.
  public let scaled: Double

  public init(name: String, index: Int, amount: Double, scaled: Double) {
    self.name = name
    self.index = index
    self.amount = amount
    self.scaled = scaled
  }
}
