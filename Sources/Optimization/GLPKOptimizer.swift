import GLPKBridge

/// Solves linear programs with GLPK: the simplex method, and branch and cut over it.
///
/// Stateless. Costs are scaled by a power of two, and the matrix by GLPK, to about 1; results come back unscaled. A
/// cancelled task stops a tree search as a progress callback would. A program with integers and an unbounded relaxation
/// is answered `infeasibleOrUnbounded`.
public struct GLPKOptimizer: Optimizer {
  public init() {}

  /// The solver and the version that the bridge was written for and measured with.
  public var name: String { "GLPK 5.0" }

  /// Minimises the program; see `Optimizer`.
  public func solve(_ program: LinearProgram, options: SolverOptions) -> OptimizationResult {
    if let fault = options.fault(for: program) { return OptimizationResult(fault: fault) }
    let input = NativeProgram(program)
    let settings = NativeOptions(options, for: program)
    let output = NativeAnswer(variables: program.variableCount, constraints: program.constraintCount)
    withExtendedLifetime((input, settings)) {
      glpk_bridge_solve(&input.program, &settings.options, &output.answer)
    }
    return output.result(for: program, tolerance: options.feasibilityTolerance)
  }
}

/// Room for the bridge's answer, and its reading.
private final class NativeAnswer {
  var answer = GLPKBridgeAnswer()
  private let values: UnsafeMutableBufferPointer<Double>
  private let reducedCosts: UnsafeMutableBufferPointer<Double>
  private let duals: UnsafeMutableBufferPointer<Double>

  init(variables: Int, constraints: Int) {
    values = Self.room(variables)
    reducedCosts = Self.room(variables)
    duals = Self.room(constraints)
    answer.column_values = values.baseAddress
    answer.reduced_costs = reducedCosts.baseAddress
    answer.row_duals = duals.baseAddress
  }

  deinit {
    values.deallocate()
    reducedCosts.deallocate()
    duals.deallocate()
  }

  /// The answer, checked against the program.
  func result(for program: LinearProgram, tolerance: Double) -> OptimizationResult {
    let found = answer.has_duals ? Duals(constraints: Array(duals), reducedCosts: Array(reducedCosts)) : nil
    let candidate = answer.has_values ? Solution(values: Array(values), of: program, duals: found) : nil
    return OptimizationResult(
      status: status, candidate: candidate, bound: answer.bound, nodes: Int(answer.nodes),
      iterations: Int(answer.iterations), tolerance: tolerance)
  }

  private var status: TerminationStatus {
    switch answer.status {
    case GLPKBridgeOptimal: .optimal
    case GLPKBridgeWithinGap: .withinGap
    case GLPKBridgeInfeasible: .infeasible
    case GLPKBridgeUnbounded: .unbounded
    case GLPKBridgeInfeasibleOrUnbounded: .infeasibleOrUnbounded
    case GLPKBridgeNodeLimit: .nodeLimit
    case GLPKBridgeIterationLimit: .iterationLimit
    case GLPKBridgeTimeLimit: .timeLimit
    case GLPKBridgeMemoryLimit: .memoryLimit
    case GLPKBridgeInterrupted: .interrupted
    case GLPKBridgeNumericalTrouble: .numericalTrouble
    case GLPKBridgeEnvironmentInUse:
      .fault(.unavailable("This thread is already inside GLPK: a progress callback cannot solve another program."))
    case GLPKBridgeNotReentrant:
      .fault(.unavailable("This GLPK was built without thread-local storage and cannot be used safely."))
    default: .fault(.solver(message))
    }
  }

  private var message: String {
    withUnsafeBytes(of: answer.message) { bytes in
      let text = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      return text.split(separator: "\n").joined(separator: " ")
    }
  }

  private static func room(_ count: Int) -> UnsafeMutableBufferPointer<Double> {
    let buffer = UnsafeMutableBufferPointer<Double>.allocate(capacity: max(count, 1))
    buffer.initialize(repeating: 0)
    return UnsafeMutableBufferPointer(rebasing: buffer[..<count])
  }
}

/// Options as the bridge reads them. Owns the incumbent and is the context of the callback.
private final class NativeOptions {
  var options = GLPKBridgeOptions()
  private var incumbent: UnsafeMutablePointer<Double>?
  private let progress: SolverOptions.Progress?

  /// GLPK's presolver takes seconds where there are more, and finds little in them.
  private static let mostCoefficientsToPresolve = 100_000

  init(_ source: SolverOptions, for program: LinearProgram) {
    progress = source.progress
    setLimits(source.limits)
    setHints(source, for: program)
    options.wants_duals = source.wantsDuals
    if let values = source.incumbent {
      let exact = Solution(values: values, of: program).values
      let copy = UnsafeMutablePointer<Double>.allocate(capacity: max(exact.count, 1))
      copy.initialize(from: exact, count: exact.count)
      incumbent = copy
      options.incumbent = UnsafePointer(copy)
    }
    options.context = Unmanaged.passUnretained(self).toOpaque()
    options.callback = { progress, context in
      guard let progress, let context else { return true }
      return Unmanaged<NativeOptions>.fromOpaque(context).takeUnretainedValue().shouldGoOn(progress.pointee)
    }
  }

  deinit {
    incumbent?.deallocate()
  }

  private func shouldGoOn(_ state: GLPKBridgeProgress) -> Bool {
    if Task.isCancelled { return false }
    guard let progress else { return true }
    let report = SearchProgress(
      nodes: Int(state.nodes), iterations: Int(state.iterations),
      incumbent: state.has_incumbent ? state.incumbent : nil,
      bound: state.bound.isFinite ? state.bound : nil)
    return progress(report) == .goOn
  }

  private func setLimits(_ limits: SolverLimits) {
    options.node_limit = limits.nodes.map(Int32.init(clamping:)) ?? -1
    options.iteration_limit = limits.iterations.map(Int32.init(clamping:)) ?? -1
    options.millisecond_limit = limits.seconds.map { Int32(min($0 * 1000, 2e9)) } ?? -1
    options.megabyte_limit = limits.megabytes.map(Int32.init(clamping:)) ?? -1
    options.relative_gap = limits.relativeGap
  }

  private func setHints(_ source: SolverOptions, for program: LinearProgram) {
    options.method = source.method == .primal ? GLPKBridgePrimal : GLPKBridgeDual
    options.presolve_linear = source.presolve ?? false
    options.presolve_integer = source.presolve ?? (program.coefficientCount <= Self.mostCoefficientsToPresolve)
    options.gomory_cuts = source.cuts.contains(.gomory)
    options.rounding_cuts = source.cuts.contains(.mixedIntegerRounding)
    options.cover_cuts = source.cuts.contains(.cover)
    options.clique_cuts = source.cuts.contains(.clique)
    options.rounding_heuristic = true
    options.branching = source.branching.native
    options.node_order = source.nodeOrder.native
  }
}

extension BranchingRule {
  fileprivate var native: GLPKBridgeBranching {
    switch self {
    case .firstFractional: GLPKBridgeFirstFractional
    case .lastFractional: GLPKBridgeLastFractional
    case .mostFractional: GLPKBridgeMostFractional
    case .driebeckTomlin: GLPKBridgeDriebeckTomlin
    case .pseudocost: GLPKBridgePseudocost
    }
  }
}

extension NodeOrder {
  fileprivate var native: GLPKBridgeNodeOrder {
    switch self {
    case .depthFirst: GLPKBridgeDepthFirst
    case .breadthFirst: GLPKBridgeBreadthFirst
    case .bestBound: GLPKBridgeBestBound
    case .bestProjection: GLPKBridgeBestProjection
    }
  }
}

/// A program as the bridge reads it. Owns the arrays, so they live as long as this object.
private final class NativeProgram {
  var program: GLPKBridgeProgram
  private var owned: [UnsafeMutableRawPointer] = []

  init(_ source: LinearProgram) {
    let columns = source.columns
    program = GLPKBridgeProgram()
    program.row_count = Int32(source.constraintCount)
    program.column_count = Int32(source.variableCount)
    program.column_starts = keep(columns.starts)
    program.row_indices = keep(columns.indices)
    program.coefficients = keep(columns.values)
    program.row_lower = keep(source.constraintLower)
    program.row_upper = keep(source.constraintUpper)
    program.column_lower = keep(source.variableLower)
    program.column_upper = keep(source.variableUpper)
    program.costs = keep(source.costs)
    program.is_integer = source.hasIntegers ? keep(source.kinds.map(\.isIntegral)) : nil
  }

  private func keep<Element: BitwiseCopyable>(_ array: [Element]) -> UnsafePointer<Element> {
    // Room for one even where the array is empty, so that the address is always valid.
    let copy = UnsafeMutablePointer<Element>.allocate(capacity: max(array.count, 1))
    copy.initialize(from: array, count: array.count)
    owned.append(UnsafeMutableRawPointer(copy))
    return UnsafePointer(copy)
  }

  deinit {
    for pointer in owned { pointer.deallocate() }
  }
}
