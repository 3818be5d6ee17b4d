/// A linear or mixed-integer linear program, to be **minimised**:
///
///     min Σ cost_j · x_j
///     lower_i ≤ Σ a_ij · x_j ≤ upper_i      every constraint i
///     lower_j ≤ x_j ≤ upper_j               every variable j
///
/// To maximise, negate the costs. The objective has no constant: model one as a variable fixed at 1 with the constant
/// as its cost. (Solvers disagree on how a file states a constant; all agree on a column.)
///
/// A missing bound is `-.infinity` or `.infinity`. Terms of one constraint that name the same variable are added up.
/// Building never fails: `validate()` reports faults, and every `Optimizer` refuses a program that has any.
///
/// Everything is stored in flat arrays, so that 20,000 columns with 300,000 coefficients are cheap to build and copy.
public struct LinearProgram: Sendable, Equatable {
  /// Name in exported files: `[A-Za-z_][A-Za-z0-9_.]{0,200}`.
  public var name: String

  /// Names of the variables.
  public internal(set) var variableNames: [String] = []
  /// Lower bounds of the variables; `-.infinity` where there is none.
  public internal(set) var variableLower: [Double] = []
  /// Upper bounds of the variables; `.infinity` where there is none.
  public internal(set) var variableUpper: [Double] = []
  /// Kinds of the variables.
  public internal(set) var kinds: [VariableKind] = []
  /// Costs of the variables, to be minimised.
  public internal(set) var costs: [Double] = []

  /// Names of the constraints.
  public internal(set) var constraintNames: [String] = []
  /// Lower bounds of the constraints; `-.infinity` where there is none.
  public internal(set) var constraintLower: [Double] = []
  /// Upper bounds of the constraints; `.infinity` where there is none.
  public internal(set) var constraintUpper: [Double] = []

  /// The coefficients in the order in which they were added: row, column, value.
  var termRows: [Int32] = []
  var termColumns: [Int32] = []
  var termValues: [Double] = []

  /// An empty program.
  ///
  /// - Parameter name: Name in exported files: `[A-Za-z_][A-Za-z0-9_.]{0,200}`.
  public init(name: String = "program") {
    self.name = name
  }

  public var variableCount: Int { variableNames.count }

  public var constraintCount: Int { constraintNames.count }

  /// The number of terms added; duplicates count each time.
  public var coefficientCount: Int { termValues.count }

  /// The variables in order.
  public var variables: [Variable] { (0..<variableCount).map(Variable.init(index:)) }

  /// Whether some variable is integer or binary.
  public var hasIntegers: Bool { kinds.contains(where: \.isIntegral) }
}
