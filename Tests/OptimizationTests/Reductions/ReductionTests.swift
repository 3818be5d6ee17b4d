import Optimization
import Testing

@Suite("Reductions")
struct ReductionTests {
  /// min −3x − 5y of the Wyndor program at y = (0, −3/2, −1): 0·4 − 1.5·12 − 1·18 = −36, reduced costs 0.
  @Test func dualBoundByHand() {
    let proof = DualBound(Wyndor().program, duals: [0, -1.5, -1])
    #expect(proof.value == -36)
    #expect(proof.reducedCosts == [0, 0])
  }

  /// Duals that are off prove less, never more; duals of the wrong sign prove nothing.
  @Test func dualBoundOfWorseDuals() {
    #expect(DualBound(Wyndor().program, duals: [0, -2, -1]).value == -42)
    #expect(DualBound(Wyndor().program, duals: [0, 0, 0]).value == -.infinity)
    #expect(DualBound(Wyndor().program, duals: [1, -1.5, -1]).value == -.infinity)
  }

  @Test func dualBoundMeetsTheOptimumOfLinearPrograms() throws {
    for seed in UInt64(0)..<40 {
      let program = RandomPrograms.knapsack(items: 30, constraints: 6, seed: seed).relaxed
      let solution = try #require(solverUnderTest.solve(program).solution)
      let duals = try #require(solution.duals)
      let proof = DualBound(program, duals: duals.constraints)
      #expect(proof.value.isClose(to: solution.objective))
      #expect(proof.reducedCosts.isClose(to: duals.reducedCosts))
    }
  }

  /// Two items, one to be picked: costs 1 and 10, bound 1. Below 8 the second is out and the first is in.
  @Test func reducedCostFixingByHand() {
    var program = LinearProgram()
    let cheap = program.addBinary("cheap", cost: 1)
    let dear = program.addBinary("dear", cost: 10)
    program.addConstraint("one", [1 * cheap, 1 * dear], .equal, 1)
    let fixing = ReducedCostFixing(program, duals: [1], cutoff: 8)
    #expect(fixing.bound == 1)
    #expect(fixing.zeros == [dear])
    #expect(fixing.ones.isEmpty)
    #expect(ReducedCostFixing(program, duals: [10], cutoff: 8).ones == [cheap])
    #expect(ReducedCostFixing(program, duals: [1], cutoff: 1).provesCutoff)
    #expect(ReducedCostFixing.cutoff(incumbent: 8, tolerance: 0.25) == 6)
    #expect(ReducedCostFixing.cutoff(incumbent: -8, tolerance: 0.25) == -10)
  }

  /// LP, fixing, the rest: the same optimum as the whole, on fewer columns.
  @Test func droppingDecidedColumnsKeepsTheOptimum() throws {
    let program = RandomPrograms.assignment(size: 10, seed: 2)
    let whole = try #require(solverUnderTest.solve(program).solution)
    let duals = try #require(solverUnderTest.solve(program.relaxed).solution?.duals)
    let fixing = ReducedCostFixing(program, duals: duals.constraints, cutoff: whole.objective + 1)
    let rest = ColumnReduction(program, dropping: fixing.zeros)
    #expect(rest.program.variableCount < program.variableCount / 2)
    let part = try #require(solverUnderTest.solve(rest.program).solution)
    let expanded = Solution(values: rest.expand(part.values), of: program)
    #expect(expanded.objective == whole.objective)
    #expect(expanded.feasibility.isFeasible())
    #expect(rest.restrict(expanded.values) == part.values)
    #expect(rest.program.columns.values.count == rest.kept.reduce(0) { $0 + program.columns.range($1.index).count })
  }

  @Test func fixingIntegersLeavesTheRestFree() throws {
    var program = LinearProgram()
    let pick = program.addBinary("pick", cost: 5)
    let flow = program.addVariable("flow", cost: 1)
    program.addConstraint("need", [1 * flow, 10 * pick], .atLeast, 4)
    let fixed = program.fixingIntegers(at: [1.0000001, 99])
    #expect(fixed.variableLower == [1, 0])
    #expect(fixed.variableUpper == [1, .infinity])
    #expect(try #require(solverUnderTest.solve(fixed.relaxed).solution)[flow] == 0)
    #expect(!fixed.relaxed.hasIntegers)
  }
}
