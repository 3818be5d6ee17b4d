import Optimization

/// The search for a composition ended with neither an answer nor a proof that there is none.
public struct CompositionUnsolved: Error, Sendable {
  /// Why the solver stopped.
  public let status: TerminationStatus
  /// No composition does better, where that is known.
  var bound: Double?

  /// Whether the solver failed, instead of coming to the end of its effort.
  public var isFault: Bool { !status.wasStopped || status == .memoryLimit }
}

/// Solves composition problems: the objective first, then what is better without costing any of it.
public struct CompositionSolver: Sendable {
  private let optimizer: any Optimizer
  private let tolerance: Double

  /// - Parameters:
  ///   - optimizer: Solves the integer programs.
  ///   - tolerance: Share by which a better composition may be missed. What is small is solved to the end anyway.
  public init(optimizer: any Optimizer, tolerance: Double) {
    self.optimizer = optimizer
    self.tolerance = tolerance
  }

  /// - Returns: `nil` where it is proved that nothing can be served, or for `.cost` not all that is wanted.
  /// - Throws: `CompositionUnsolved` where the search ended with neither an answer nor a proof that there is none.
  public func solve(_ problem: CompositionProblem) throws(CompositionUnsolved) -> CompositionAnswer? {
    let program = CompositionProgram(problem, covers: problem.objective == .cost)
    guard !program.types.isEmpty else { return nil }
    let target = Self.target(of: problem)
    // Whether demands can be met at all is asked first: that is quick, and whoever knows a way to meet them soon finds cheaper
    // ones.
    let fitting = problem.objective == .cost ? search(program, CompositionTarget(best: .ratio), from: nil) : nil
    // What serves the demands refutes whatever else a solver says of them.
    let known = fitting?.solution.flatMap { solution in
      WorkerCounts(program.counts(in: solution), of: problem).ratio(problem.demands) >= 1 - 1e-9 ? solution : nil
    }
    if let fitting, known == nil, fitting.bound < 1 - Self.slack { return nil }
    let first = search(program, target, from: fitting?.solution)
    guard let found = first.solution ?? known else {
      // Shares and costs are bounded, so that what is infeasible or unbounded is infeasible.
      if [.infeasible, .infeasibleOrUnbounded].contains(first.status) { return nil }
      throw CompositionUnsolved(status: first.status)
    }
    var best = WorkerCounts(program.counts(in: found), of: problem)
    let value = problem.objective == .cost ? best.cost : best.ratio(problem.demands)
    guard value > 0 else { return nil }
    var (solution, effort) = (found, first.effort)
    // More than the demand counts again.
    let whole = problem.objective == .cost ? CompositionProgram(problem) : program
    for refinement in Self.refinements(of: problem.objective) {
      let next = search(whole, refinement(best, problem), from: solution, isRefinement: true)
      effort = effort.adding(nodes: next.effort.nodes, iterations: next.effort.iterations)
      guard let better = next.solution else { continue }
      solution = better
      best = WorkerCounts(program.counts(in: better), of: problem)
    }
    let relaxation = optimizer.solve(program.program(for: target).relaxed).solution?.duals
      .flatMap { program.relaxationBound(target, duals: $0.constraints) }
    return CompositionAnswer(
      workers: best, domains: program.domains(in: solution), value: value,
      bound: bound(tighter(first.bound, relaxation, problem.objective), value, problem.objective),
      relaxation: relaxation, status: first.status, effort: effort)
  }

  /// No composition serves a larger share of every demand: what fractions of workers would serve.
  public func relaxedRatio(_ problem: CompositionProblem) -> Double {
    let program = CompositionProgram(problem)
    guard !program.types.isEmpty else { return 0 }
    let target = CompositionTarget(best: .ratio)
    let result = optimizer.solve(program.program(for: target).relaxed)
    return result.objective.map { program.value(ofObjective: $0, for: target) } ?? .infinity
  }

  /// Whether a short search finds workers that serve every demand; it may miss them.
  public func findsEnough(_ problem: CompositionProblem) -> Bool {
    let program = CompositionProgram(problem)
    guard !program.types.isEmpty else { return false }
    let limits = SolverLimits(iterations: Self.shortIterations, relativeGap: 0.001)
    let result = optimizer.solve(
      program.program(for: CompositionTarget(best: .ratio)), options: SolverOptions(limits: limits))
    return result.solution.map {
      WorkerCounts(program.counts(in: $0), of: problem).ratio(problem.demands) >= 1 - 1e-9
    } ?? false
  }

  private func tighter(_ bound: Double, _ relaxation: Double?, _ objective: CompositionObjective) -> Double {
    guard let relaxation else { return bound }
    return objective == .cost ? max(bound, relaxation) : min(bound, relaxation)
  }

  /// Rounding in the solver must not make a bound better than what was found.
  private func bound(_ bound: Double, _ value: Double, _ objective: CompositionObjective) -> Double {
    let bound = (bound - value).magnitude <= Self.slack * value ? value : bound
    return objective == .cost ? max(0, min(bound, value)) : max(bound, value)
  }

  // MARK: - Targets

  private static func target(of problem: CompositionProblem) -> CompositionTarget {
    switch problem.objective {
    case .served: CompositionTarget(best: .ratio)
    case .cost: CompositionTarget(best: .cost, served: problem.demands)
    }
  }

  /// What is looked at after the objective, each without giving up what came before.
  private static func refinements(
    of objective: CompositionObjective
  ) -> [@Sendable (WorkerCounts, CompositionProblem) -> CompositionTarget] {
    switch objective {
    case .served:
      [
        { workers, problem in
          let ratio = workers.ratio(problem.demands) * (1 - slack)
          return CompositionTarget(best: .total, served: problem.demands.map { $0 * ratio })
        },
        { workers, _ in CompositionTarget(best: .cost, served: workers.served.map { $0 * (1 - slack) }) },
      ]
    case .cost:
      [
        { workers, problem in
          CompositionTarget(
            best: .ratio, served: problem.demands.map { $0 * (1 - slack) }, costLimit: workers.cost * (1 + slack))
        }
      ]
    }
  }

  /// Of what is kept from one solve to the next: above the solver's rounding, below what anybody minds.
  private static let slack = 1e-7

  // MARK: - One solve

  private struct Search {
    let solution: Solution?
    /// Of the target's value.
    let bound: Double
    let status: TerminationStatus
    let effort: CompositionEffort
  }

  /// To the end where that is quick; else once more, with cuts, until the tolerance is reached.
  private func search(
    _ program: CompositionProgram, _ target: CompositionTarget, from start: Solution?, isRefinement: Bool = false
  ) -> Search {
    let linear = program.program(for: target)
    // An iteration takes longer the more rows there are: domains of thousands of GPUs have as many.
    let share = min(1, Self.usualRows / Double(linear.constraintCount))
    func effort(_ iterations: Int) -> Int { max(1, Int(Double(iterations) * share)) }
    var quick = SolverOptions(limits: SolverLimits(iterations: effort(Self.quickIterations)))
    quick.incumbent = start.flatMap { program.incumbent($0, for: target) }
    let first = optimizer.solve(linear, options: quick)
    var results = [first]
    if !isRefinement, first.status.wasStopped, (first.gap ?? .infinity) > tolerance {
      var thorough = SolverOptions(
        limits: SolverLimits(iterations: effort(Self.thoroughIterations), relativeGap: tolerance / 2))
      thorough.incumbent = first.solution?.values ?? quick.incumbent
      thorough.cuts = [.gomory, .mixedIntegerRounding]
      thorough.branching = .pseudocost
      results.append(optimizer.solve(linear, options: thorough))
    }
    let solution = results.compactMap(\.solution).min { $0.objective < $1.objective }
    let bounds = results.compactMap { $0.status == .optimal ? $0.bound ?? $0.objective : $0.bound }
    return Search(
      solution: solution,
      bound: program.value(ofObjective: bounds.max() ?? -.infinity, for: target),
      status: results.last?.status ?? first.status,
      effort: CompositionEffort(
        variables: linear.variableCount, constraints: linear.constraintCount,
        nodes: results.reduce(0) { $0 + $1.nodes }, iterations: results.reduce(0) { $0 + $1.iterations }))
  }

  /// Rows up to which the whole effort is spent.
  private static let usualRows = 3_000.0
  private static let shortIterations = 3_000
  private static let quickIterations = 20_000
  private static let thoroughIterations = 60_000
}
