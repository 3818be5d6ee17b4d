import Optimization
import Synchronization
import Testing

/// What every solver has to do with programs that have integers.
@Suite("Conformance: integer programs")
struct IntegerProgramConformance {
  let optimizer: any Optimizer = solverUnderTest
  let hard = RandomPrograms.knapsack(items: 40, constraints: 5, seed: 11)

  /// Open a plant of 10 for 5, then 2 a unit; or buy at 3. Demand 8: open, 5 + 16 = 21 against 24. With the plant fixed
  /// open, one more unit of demand costs 2; opening the plant costs 5, and neither row that it is in is active.
  @Test func dualsOfTheProgramWithIntegersFixed() throws {
    var program = LinearProgram()
    let open = program.addBinary("open", cost: 5)
    let made = program.addVariable("made", cost: 2)
    let bought = program.addVariable("bought", cost: 3)
    let demand = program.addConstraint("demand", [1 * made, 1 * bought], .atLeast, 8)
    let capacity = program.addConstraint("capacity", [1 * made, -10 * open], .atMost, 0)
    let result = optimizer.solve(program)
    let solution = try #require(result.solution)
    #expect(result.status == .optimal)
    #expect(solution.values.isClose(to: [1, 8, 0]))
    #expect(solution.objective.isClose(to: 21))
    let duals = try #require(solution.duals)
    #expect(duals[demand].isClose(to: 2))
    #expect(duals[capacity].isClose(to: 0))
    #expect(duals.reducedCosts.isClose(to: [5, 0, 1]))
    #expect(optimizer.solve(program, options: SolverOptions(wantsDuals: false)).solution?.duals == nil)
  }

  @Test func generalIntegersOfBothSigns() throws {
    var program = LinearProgram()
    let x = program.addVariable("x", lower: -7, upper: 7, kind: .integer, cost: 1)
    let y = program.addVariable("y", lower: -.infinity, upper: .infinity, kind: .integer, cost: 1)
    program.addConstraint("a", [2 * x, 3 * y], .atLeast, -20.5)
    program.addConstraint("b", [1 * x, -2 * y], .equal, 1)
    // x = 1 + 2y: 2 + 7y ≥ −20.5, y ≥ −3.2: y = −3, x = −5.
    #expect(try #require(optimizer.solve(program).solution).values == [-5, -3])
  }

  @Test func infeasible() {
    var program = LinearProgram()
    let x = program.addVariable("x", upper: 10, kind: .integer)
    program.addConstraint("between", lower: 2.2, upper: 2.8, [1 * x])
    for presolve in [false, true] {
      let result = optimizer.solve(program, options: SolverOptions(presolve: presolve))
      #expect(result.status == .infeasible)
      #expect(result.solution == nil)
    }
  }

  @Test func unbounded() {
    var program = LinearProgram()
    program.addVariable("x", kind: .integer, cost: -1)
    let status = optimizer.solve(program).status
    #expect(status == .unbounded || status == .infeasibleOrUnbounded)
  }

  @Test func nodeLimit() throws {
    let options = SolverOptions(limits: SolverLimits(nodes: 20), presolve: false)
    let result = optimizer.solve(hard, options: options)
    #expect(result.status == .nodeLimit)
    #expect(result.nodes == 20)
    #expect(result == optimizer.solve(hard, options: options))
    let best = try #require(optimizer.solve(hard).objective)
    #expect(try #require(result.bound) <= best + 1e-6)
    if let found = result.objective { #expect(found >= best - 1e-6) }
  }

  @Test func noNodesAtAllStillBound() throws {
    let result = optimizer.solve(hard, options: SolverOptions(limits: SolverLimits(nodes: 0), presolve: false))
    #expect(result.status == .nodeLimit)
    #expect(result.solution == nil)
    let relaxation = try #require(optimizer.solve(hard.relaxed).objective)
    #expect(try #require(result.bound).isClose(to: relaxation))
  }

  @Test func iterationLimit() {
    for presolve in [false, true] {
      let options = SolverOptions(limits: SolverLimits(iterations: 60), presolve: presolve)
      let result = optimizer.solve(hard, options: options)
      #expect(result.status == .iterationLimit)
      #expect(result == optimizer.solve(hard, options: options))
    }
  }

  @Test func gapIsReachedAndProved() throws {
    let result = optimizer.solve(hard, options: SolverOptions(limits: SolverLimits(relativeGap: 0.02)))
    #expect(result.status == .withinGap)
    #expect(try #require(result.gap) <= 0.02 + 1e-9)
    let best = try #require(optimizer.solve(hard).objective)
    #expect(try #require(result.bound) <= best + 1e-6)
  }

  @Test func everyOptionFindsTheSameOptimum() throws {
    let program = RandomPrograms.knapsack(items: 15, constraints: 3, seed: 4)
    let best = try #require(optimizer.solve(program).objective)
    var options = [SolverOptions(presolve: true), SolverOptions(presolve: false)]
    options += BranchingRule.allCases.map { SolverOptions(branching: $0) }
    options += NodeOrder.allCases.map { SolverOptions(nodeOrder: $0) }
    options += SimplexMethod.allCases.map { SolverOptions(method: $0) }
    options += [.gomory, .mixedIntegerRounding, .cover, .clique].map { SolverOptions(cuts: $0) }
    for option in options {
      let result = optimizer.solve(program, options: option)
      #expect(result.status == .optimal)
      #expect(try #require(result.objective).isClose(to: best))
    }
  }

  /// Costs of 1e-9 apiece: a tree that prunes at an absolute tolerance would stop at its first answer.
  @Test(arguments: [1e-9, 1e-5, 1e7]) func costsOfAnySize(unit: Double) throws {
    var scaled = RandomPrograms.knapsack(items: 20, constraints: 3, seed: 6)
    let best = try #require(optimizer.solve(scaled).objective)
    for variable in scaled.variables { scaled.setCost(scaled.costs[variable.index] * unit, of: variable) }
    for presolve in [false, true] {
      let result = optimizer.solve(scaled, options: SolverOptions(presolve: presolve))
      #expect((try #require(result.objective) / unit).isClose(to: best))
    }
  }

  /// Times of nanoseconds in the rows: a presolver with absolute tolerances would take them for nothing.
  @Test(arguments: [1e-9, 1e-6, 1e-3, 1e3]) func coefficientsOfAnySize(unit: Double) throws {
    let reference = try #require(
      optimizer.solve(RandomPrograms.stages(layers: 9, unit: 1, seed: 1), options: .init(presolve: false)).objective)
    let program = RandomPrograms.stages(layers: 9, unit: unit, seed: 1)
    for presolve in [false, true] {
      let result = optimizer.solve(program, options: SolverOptions(presolve: presolve))
      #expect(result.status == .optimal)
      #expect((try #require(result.objective) / unit - reference).magnitude <= 2e-7 * reference)
    }
    let values = try #require(optimizer.solve(program).solution).values
    let warm = optimizer.solve(program, options: SolverOptions(limits: SolverLimits(nodes: 1), incumbent: values))
    #expect((try #require(warm.objective) / unit - reference).magnitude <= 2e-7 * reference)
  }

  @Test func incumbentIsTheAnswerOfASearchThatFindsNone() throws {
    let best = try #require(optimizer.solve(hard).solution)
    let limits = SolverLimits(nodes: 1)
    #expect(optimizer.solve(hard, options: SolverOptions(limits: limits, presolve: false)).objective != best.objective)
    let warm = optimizer.solve(hard, options: SolverOptions(limits: limits, incumbent: best.values))
    #expect(warm.status == .nodeLimit)
    #expect(warm.solution?.values == best.values)
    let finished = optimizer.solve(hard, options: SolverOptions(incumbent: best.values))
    #expect(finished.status == .optimal)
    #expect(try #require(finished.objective).isClose(to: best.objective))
  }

  @Test func wrongIncumbentIsRefused() {
    let tooShort = optimizer.solve(hard, options: SolverOptions(incumbent: [1]))
    #expect(tooShort.status == .fault(.incumbentSize(expected: 40, found: 1)))
    for wrong in [[Double](repeating: 1, count: 40), [Double](repeating: 0.01, count: 40)] {
      let result = optimizer.solve(hard, options: SolverOptions(incumbent: wrong))
      guard case .fault(.incumbentInfeasible) = result.status else {
        Issue.record("\(result.status)")
        continue
      }
      #expect(result.solution == nil)
    }
  }

  @Test func progressIsReportedAndBoundsNeverFall() throws {
    let reports = Mutex<[SearchProgress]>([])
    let options = SolverOptions(progress: { report in
      reports.withLock { $0.append(report) }
      return .goOn
    })
    let result = optimizer.solve(hard, options: options)
    let seen = reports.withLock { $0 }
    #expect(result.status == .optimal)
    #expect(seen.count > 10)
    #expect(zip(seen, seen.dropFirst()).allSatisfy { ($0.bound ?? -.infinity) <= ($1.bound ?? -.infinity) })
    #expect(zip(seen, seen.dropFirst()).allSatisfy { $0.nodes <= $1.nodes })
    let best = try #require(result.objective)
    #expect(seen.compactMap(\.bound).allSatisfy { $0 <= best + 1e-6 })
    #expect(seen.compactMap(\.incumbent).allSatisfy { $0 >= best - 1e-6 })
  }

  @Test func progressCanStopTheSearch() {
    let result = optimizer.solve(hard, options: SolverOptions(progress: { $0.nodes >= 5 ? .stop : .goOn }))
    #expect(result.status == .interrupted)
    #expect(result.nodes == 5)
    #expect(result.bound != nil)
  }

  @Test func aCancelledTaskStopsTheSearch() async {
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return optimizer.solve(hard)
    }
    #expect(await task.value.status == .interrupted)
  }

  @Test func aSolveInsideACallbackIsAFault() {
    let inner = Mutex<TerminationStatus?>(nil)
    let optimizer = self.optimizer
    let outer = optimizer.solve(
      hard,
      options: SolverOptions(progress: { _ in
        inner.withLock { $0 = optimizer.solve(Wyndor().program).status }
        return .stop
      }))
    #expect(outer.status == .interrupted)
    guard case .fault(.unavailable) = inner.withLock({ $0 }) else {
      Issue.record("\(String(describing: inner.withLock { $0 }))")
      return
    }
  }
}
