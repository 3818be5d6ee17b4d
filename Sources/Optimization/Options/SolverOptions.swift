/// How to solve a program. Limits and the incumbent are obeyed by every solver; the rest are hints, which one that
/// lacks the feature may leave aside.
public struct SolverOptions: Sendable {
  /// Called now and then during a tree search, on the thread that solves. It must not solve another program there.
  public typealias Progress = @Sendable (SearchProgress) -> SearchDecision

  /// When to stop early.
  public var limits: SolverLimits
  /// A known answer, one value for every variable, that the tree search starts from. It is checked, and refused as a
  /// fault where it does not satisfy the program. A program without integers has no use for it.
  public var incumbent: [Double]?
  /// Called with how the search stands; answers whether to go on.
  public var progress: Progress?
  /// Whether duals are wanted; for a program with integers they cost one more linear program.
  public var wantsDuals: Bool
  /// Whether to simplify the program first; nil for the solver's own choice. Without effect beside an incumbent.
  public var presolve: Bool?
  /// Families of cutting planes.
  public var cuts: CuttingPlanes
  /// On which variable to branch.
  public var branching: BranchingRule
  /// Which subproblem to take up next.
  public var nodeOrder: NodeOrder
  /// How linear programs are solved.
  public var method: SimplexMethod
  /// Largest scaled violation that an answer or incumbent may have; see `FeasibilityReport`.
  public var feasibilityTolerance: Double

  /// Everything as the solver thinks best, and no limits.
  public init(
    limits: SolverLimits = SolverLimits(), incumbent: [Double]? = nil, progress: Progress? = nil,
    wantsDuals: Bool = true, presolve: Bool? = nil, cuts: CuttingPlanes = [],
    branching: BranchingRule = .driebeckTomlin, nodeOrder: NodeOrder = .bestBound, method: SimplexMethod = .dual,
    feasibilityTolerance: Double = FeasibilityReport.defaultTolerance
  ) {
    self.limits = limits
    self.incumbent = incumbent
    self.progress = progress
    self.wantsDuals = wantsDuals
    self.presolve = presolve
    self.cuts = cuts
    self.branching = branching
    self.nodeOrder = nodeOrder
    self.method = method
    self.feasibilityTolerance = feasibilityTolerance
  }
}
