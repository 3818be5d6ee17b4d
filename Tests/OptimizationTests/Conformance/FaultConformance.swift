import Optimization
import Testing

/// What is wrong comes back as a value, and nothing wrong reaches a solver.
@Suite("Conformance: faults")
struct FaultConformance {
  private func faults(_ change: (inout LinearProgram, Variable, Constraint) -> Void) -> [ProgramFault] {
    var program = LinearProgram()
    let x = program.addVariable("x", upper: 4, kind: .integer, cost: -1)
    let row = program.addConstraint("row", [2 * x], .atMost, 7)
    change(&program, x, row)
    guard case .fault(.program(let faults)) = solverUnderTest.solve(program).status else { return [] }
    // As text, since a fault with NaN in it does not equal itself.
    #expect(faults.description == program.validate().description)
    return faults
  }

  @Test func nothingWrong() {
    #expect(faults { _, _, _ in }.isEmpty)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity, 1e16])
  func numbersThatAreNone(value: Double) {
    #expect(faults { program, x, _ in program.setCost(value, of: x) }.count == 1)
    #expect(faults { program, x, row in program.addTerm(value, x, to: row) }.count == 1)
  }

  @Test func boundsThatAreNone() {
    #expect(faults { program, x, _ in program.setBounds(lower: .nan, upper: 1, of: x) }.count == 1)
    #expect(faults { program, x, _ in program.setBounds(lower: .infinity, upper: .infinity, of: x) }.count == 1)
    #expect(faults { program, _, row in program.setBounds(lower: 0, upper: -.infinity, of: row) }.count == 1)
    #expect(
      faults { program, x, _ in program.setBounds(lower: 2, upper: 1, of: x) }
        == [.bounds(place: "variable x", lower: 2, upper: 1)])
    #expect(
      faults { program, _, row in program.setBounds(lower: 2, upper: 1, of: row) }
        == [.bounds(place: "constraint row", lower: 2, upper: 1)])
  }

  @Test func integersWithFractionalBounds() {
    #expect(
      faults { program, x, _ in program.setBounds(lower: 0.5, upper: 3, of: x) }
        == [.integerBounds(variable: "x", lower: 0.5, upper: 3)])
    #expect(
      faults { program, _, _ in program.addVariable("b", upper: 2, kind: .binary) }
        == [.integerBounds(variable: "b", lower: 0, upper: 2)])
  }

  @Test func names() {
    for name in ["", "3start", "x e0->g0", "x[1]", "é", String(repeating: "a", count: 202)] {
      #expect(faults { program, _, _ in program.addVariable(name) } == [.illegalName(name)])
    }
    for name in ["_", "x.1", "R_2", String(repeating: "a", count: 201)] {
      #expect(faults { program, _, _ in program.addVariable(name) }.isEmpty)
    }
    #expect(faults { program, _, _ in program.addVariable("x") } == [.repeatedName("x")])
    #expect(faults { program, _, _ in program.addConstraint("row", [], .atMost, 1) } == [.repeatedName("row")])
    #expect(faults { program, _, _ in program.name = "two words" } == [.illegalName("two words")])
    // Variables and constraints are named apart.
    #expect(faults { program, _, _ in program.addVariable("row") }.isEmpty)
  }

  @Test func termsOfAnotherProgram() {
    #expect(
      faults { program, _, row in program.addTerm(1, Variable(index: 9), to: row) }
        == [.unknownPlace(constraint: 0, variable: 9)])
  }

  @Test func limits() {
    for limits in [
      SolverLimits(nodes: -1), SolverLimits(iterations: -1), SolverLimits(relativeGap: .nan), SolverLimits(seconds: -1),
    ] {
      guard case .fault(.limits) = solverUnderTest.solve(Wyndor().program, options: .init(limits: limits)).status else {
        Issue.record("\(limits)")
        continue
      }
    }
  }
}
