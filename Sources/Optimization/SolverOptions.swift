/// Options of a solve. Every solver obeys the limits and the incumbent; the other options are hints, which a solver
/// without the feature ignores.
public struct SolverOptions: Sendable {
  /// Called now and then during a tree search, on the thread that solves. It must not solve another program there.
  public typealias Progress = @Sendable (SearchProgress) -> SearchDecision

  /// The limits at which the search stops early.
  public var limits: SolverLimits
  /// A known answer, one value for every variable, that the tree search starts from. It is checked, and refused as a
  /// fault where it does not satisfy the program. A program without integers has no use for it.
  public var incumbent: [Double]?
  /// Called with the state of the search; its result decides whether the search continues.
  public var progress: Progress?
  /// Whether duals are wanted; for a program with integers they cost one more linear program.
  public var wantsDuals: Bool
  /// Whether to simplify the program first; nil for the solver's own choice. Without effect beside an incumbent.
  public var presolve: Bool?
  /// Families of cutting planes.
  public var cuts: CuttingPlanes
  /// The rule that chooses the branching variable.
  public var branching: BranchingRule
  /// The order in which subproblems are explored.
  public var nodeOrder: NodeOrder
  /// The simplex method for linear programs.
  public var method: SimplexMethod
  /// Largest scaled violation that an answer or incumbent may have; see `FeasibilityReport`.
  public var feasibilityTolerance: Double

  /// The solver's defaults, without limits.
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

/// The rule that chooses the fractional variable on which a tree search branches. The first three cost nothing; the
/// last two look ahead, which makes fewer nodes but each takes longer, and much longer with tens of thousands of
/// columns.
public enum BranchingRule: Sendable, Equatable, CaseIterable {
  /// The first.
  case firstFractional
  /// The last.
  case lastFractional
  /// The one nearest to a half.
  case mostFractional
  /// The heuristic of Driebeck and Tomlin.
  case driebeckTomlin
  /// The change of the bound by earlier branchings on the variable.
  case pseudocost
}

/// Families of cutting planes that a tree search may add.
public struct CuttingPlanes: OptionSet, Sendable {
  public let rawValue: Int

  public init(rawValue: Int) {
    self.rawValue = rawValue
  }

  /// Gomory mixed-integer cuts.
  public static let gomory = CuttingPlanes(rawValue: 1)
  /// Mixed-integer rounding cuts.
  public static let mixedIntegerRounding = CuttingPlanes(rawValue: 2)
  /// Cover cuts, from knapsack rows.
  public static let cover = CuttingPlanes(rawValue: 4)
  /// Clique cuts, from rows of binaries of which at most one may be 1.
  public static let clique = CuttingPlanes(rawValue: 8)
}

/// The order in which a tree search explores its open subproblems.
public enum NodeOrder: Sendable, Equatable, CaseIterable {
  /// The newest: finds answers early.
  case depthFirst
  /// The oldest.
  case breadthFirst
  /// The one with the best bound: raises the bound fastest.
  case bestBound
  /// The one with the best projected answer.
  case bestProjection
}

/// The answer of a progress callback.
public enum SearchDecision: Sendable, Equatable {
  /// Go on.
  case goOn
  /// Stop, with the best answer so far.
  case stop
}

/// The state of a search.
public struct SearchProgress: Sendable, Equatable {
  /// Subproblems taken up so far.
  public let nodes: Int
  /// Simplex iterations so far.
  public let iterations: Int
  /// Objective of the best answer so far; nil before the first.
  public let incumbent: Double?
  /// No answer is below it; nil while unknown.
  public let bound: Double?

  public init(nodes: Int, iterations: Int, incumbent: Double?, bound: Double?) {
    self.nodes = nodes
    self.iterations = iterations
    self.incumbent = incumbent
    self.bound = bound
  }
}

/// The simplex method for linear programs.
public enum SimplexMethod: Sendable, Equatable, CaseIterable {
  /// Moves from a feasible vertex to a better one.
  case primal
  /// Moves from a bound to a tighter one; falls back on the primal method.
  case dual
}

/// Limits that stop a search early. Limits on nodes and iterations give the same result on every machine; a time limit
/// does not, so there is none by default.
public struct SolverLimits: Sendable, Equatable {
  /// Most subproblems of the tree; nil for no limit.
  public var nodes: Int?
  /// Most simplex iterations, over the whole search; nil for no limit. Checked between linear programs, so that the one
  /// under way is finished (the first stops at once).
  public var iterations: Int?
  /// Stop once (objective − bound) / |objective| is no larger; 0 to search to the end.
  public var relativeGap: Double
  /// Longest time; nil, the default, for no limit. With it, answers may differ from run to run.
  public var seconds: Double?

  /// Most memory that the solver may take for itself, in MB of 2^20 bytes; nil for no limit.
  public var megabytes: Int?

  public init(
    nodes: Int? = nil, iterations: Int? = nil, relativeGap: Double = 0, seconds: Double? = nil,
    megabytes: Int? = nil
  ) {
    self.nodes = nodes
    self.iterations = iterations
    self.relativeGap = relativeGap
    self.seconds = seconds
    self.megabytes = megabytes
  }
}
