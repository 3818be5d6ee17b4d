import Optimization
import Testing

/// What every solver has to do with programs that have no integers.
@Suite("Conformance: linear programs")
struct LinearProgramConformance {
  let optimizer: any Optimizer = solverUnderTest

  /// max 3x + 5y, x ≤ 4, 2y ≤ 12, 3x + 2y ≤ 18 (Hillier and Lieberman): x = 2, y = 6, 36; duals 0, 3/2, 1.
  @Test func optimumAndDualsOfTheWyndorProgram() throws {
    let wyndor = Wyndor()
    let result = optimizer.solve(wyndor.program)
    let solution = try #require(result.solution)
    #expect(result.status == .optimal)
    #expect(solution[wyndor.doors].isClose(to: 2))
    #expect(solution[wyndor.windows].isClose(to: 6))
    #expect(solution.objective.isClose(to: -36))
    #expect(try #require(result.bound).isClose(to: -36))
    #expect(try #require(result.gap) < 1e-9)
    let duals = try #require(solution.duals)
    #expect(duals.constraints.isClose(to: [0, -1.5, -1]))
    #expect(duals.reducedCosts.isClose(to: [0, 0]))
  }

  /// min 2x + 3y, x + y ≥ 4, x ≤ 3: x = 3, y = 1. One more unit of demand costs 3; x saves 1 for each unit of its bound.
  @Test func reducedCostOfAVariableAtItsUpperBound() throws {
    var program = LinearProgram()
    let x = program.addVariable("x", upper: 3, cost: 2)
    let y = program.addVariable("y", cost: 3)
    let demand = program.addConstraint("demand", [1 * x, 1 * y], .atLeast, 4)
    let solution = try #require(optimizer.solve(program).solution)
    #expect(solution.objective.isClose(to: 9))
    let duals = try #require(solution.duals)
    #expect(duals[demand].isClose(to: 3))
    #expect(duals[x].isClose(to: -1))
    #expect(duals[y].isClose(to: 0))
  }

  @Test func infeasible() {
    var program = LinearProgram()
    let x = program.addVariable("x", upper: 1, cost: 1)
    program.addConstraint("more", [1 * x], .atLeast, 2)
    for presolve in [false, true] {
      let result = optimizer.solve(program, options: SolverOptions(presolve: presolve))
      #expect(result.status == .infeasible)
      #expect(result.solution == nil)
    }
  }

  @Test func unbounded() {
    var program = LinearProgram()
    let x = program.addVariable("x", cost: -1)
    let y = program.addVariable("y", cost: 1)
    program.addConstraint("apart", [1 * x, -y], .atLeast, 2)
    for presolve in [false, true] {
      let result = optimizer.solve(program, options: SolverOptions(presolve: presolve))
      #expect(result.status == .unbounded)
      #expect(result.bound == nil)
    }
  }

  @Test func freeVariablesAndNegativeBounds() throws {
    var program = LinearProgram()
    let x = program.addVariable("x", lower: -.infinity, upper: .infinity, cost: 1)
    let y = program.addVariable("y", lower: -7, upper: -2, cost: -1)
    program.addConstraint("sum", [1 * x, 1 * y], .atLeast, -12)
    let solution = try #require(optimizer.solve(program).solution)
    // x − y with x ≥ −12 − y: −12 − 2y, least at y = −2.
    #expect(solution.values.isClose(to: [-10, -2]))
  }

  @Test func rangedAndFreeConstraints() throws {
    var program = LinearProgram()
    let x = program.addVariable("x", cost: 1)
    program.addConstraint("range", lower: 2, upper: 4, [1 * x])
    program.addConstraint("free", lower: -.infinity, upper: .infinity, [1 * x])
    #expect(try #require(optimizer.solve(program).objective).isClose(to: 2))
    program.setCost(-1, of: x)
    #expect(try #require(optimizer.solve(program).objective).isClose(to: -4))
  }

  @Test func equalBoundsAndFixedVariables() throws {
    var program = LinearProgram()
    let fixed = program.addVariable("fixed", lower: 3, upper: 3, cost: 1)
    let y = program.addVariable("y", cost: 1)
    program.addConstraint("same", lower: 5, upper: 5, [1 * fixed, 1 * y])
    let solution = try #require(optimizer.solve(program).solution)
    #expect(solution.values.isClose(to: [3, 2]))
  }

  @Test func nothingAtAll() throws {
    let result = optimizer.solve(LinearProgram())
    #expect(result.status == .optimal)
    #expect(try #require(result.solution).values.isEmpty)
    #expect(result.objective == 0)
  }

  @Test func noConstraints() throws {
    var program = LinearProgram()
    program.addVariable("x", lower: -3, upper: 5, cost: 2)
    program.addVariable("y", lower: -3, upper: 5, cost: -2)
    #expect(try #require(optimizer.solve(program).solution).values == [-3, 5])
    program.addVariable("z", cost: -1)
    #expect(optimizer.solve(program).status == .unbounded)
  }

  @Test func emptyConstraints() {
    var program = LinearProgram()
    program.addVariable("x", upper: 1, cost: -1)
    program.addConstraint("nothing", [], .atMost, 0)
    #expect(optimizer.solve(program).status == .optimal)
    program.addConstraint("impossible", [], .atLeast, 1)
    #expect(optimizer.solve(program).status == .infeasible)
  }

  @Test func onlyConstraints() {
    var program = LinearProgram()
    program.addConstraint("nothing", [], .atMost, 0)
    #expect(optimizer.solve(program).status == .optimal)
    program.addConstraint("impossible", [], .atLeast, 1)
    #expect(optimizer.solve(program).status == .infeasible)
  }

  @Test func duplicateTermsAddUp() throws {
    var program = LinearProgram()
    let x = program.addVariable("x", cost: 1)
    program.addConstraint("thrice", [1 * x, 2 * x], .atLeast, 6)
    let cancelled = program.addConstraint("cancelled", [1 * x], .atMost, 0)
    program.addTerm(-1, x, to: cancelled)
    #expect(try #require(optimizer.solve(program).objective).isClose(to: 2))
  }

  /// Three constraints through one corner of two variables.
  @Test func degenerate() throws {
    var program = LinearProgram()
    let x = program.addVariable("x", cost: -1)
    let y = program.addVariable("y", cost: -1)
    program.addConstraint("a", [1 * x, 1 * y], .atMost, 2)
    program.addConstraint("b", [2 * x, 1 * y], .atMost, 3)
    program.addConstraint("c", [1 * x, 2 * y], .atMost, 3)
    for method in SimplexMethod.allCases {
      let result = optimizer.solve(program, options: SolverOptions(method: method))
      #expect(try #require(result.objective).isClose(to: -2))
    }
  }

  @Test func iterationLimit() {
    let program = RandomPrograms.assignment(size: 12, seed: 1)
    let result = optimizer.solve(program.relaxed, options: SolverOptions(limits: SolverLimits(iterations: 3)))
    #expect(result.status == .iterationLimit)
    #expect(result.iterations <= 3)
  }

  /// The tolerances of a solver are absolute, those of a planner are not: costs of nanoseconds are costs.
  @Test(arguments: [1e-12, 1e-6, 1, 1e6, 1e12]) func costsOfAnySize(unit: Double) throws {
    var wyndor = Wyndor()
    wyndor.program.setCost(-3 * unit, of: wyndor.doors)
    wyndor.program.setCost(-5 * unit, of: wyndor.windows)
    let solution = try #require(optimizer.solve(wyndor.program).solution)
    #expect((solution.objective / unit).isClose(to: -36))
    #expect(try #require(solution.duals).constraints.map { $0 / unit }.isClose(to: [0, -1.5, -1]))
  }
}
