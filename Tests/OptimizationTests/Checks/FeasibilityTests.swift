import Optimization
import Testing

@Suite("Feasibility and results")
struct FeasibilityTests {
  @Test func worstOfEachKind() throws {
    var program = LinearProgram()
    let x = program.addVariable("x", upper: 4)
    let count = program.addVariable("count", kind: .integer)
    program.addConstraint("small", [1 * x], .atMost, 4)
    program.addConstraint("large", [100 * x, 1 * count], .atMost, 400)
    let report = FeasibilityReport(program, values: [5, 1.25])
    // 501.25 against 400, beside a term of 500; 5 against 4, beside 5.
    #expect(report.worstConstraint == Violation(name: "large", index: 1, amount: 101.25, scaled: 101.25 / 500))
    #expect(report.worstBound == Violation(name: "x", index: 0, amount: 1, scaled: 0.2))
    #expect(report.worstIntegrality == Violation(name: "count", index: 1, amount: 0.25, scaled: 0.25))
    #expect(!report.isFeasible())
    #expect(report.description.contains("constraint large is missed by 101.25"))
    #expect(FeasibilityReport(program, values: [3, 1]).description == "Nothing is violated.")
  }

  /// A row of microseconds that is missed by a tenth of one is missed, though 1e-7 is a small number.
  @Test func smallRowsAreJudgedByTheirOwnSize() {
    var program = LinearProgram()
    let time = program.addVariable("time")
    let pick = program.addBinary("pick")
    program.addConstraint("round", [1 * time, -1e-6 * pick], .atLeast, 0)
    #expect(!FeasibilityReport(program, values: [0.9e-6, 1]).isFeasible())
    #expect(FeasibilityReport(program, values: [1e-6, 1]).isFeasible())
  }

  @Test func notANumberIsInfeasible() {
    var program = LinearProgram()
    let x = program.addVariable("x")
    program.addConstraint("row", [1 * x], .atLeast, 0)
    #expect(!FeasibilityReport(program, values: [.nan]).isFeasible())
  }

  /// An answer that does not stand up to the check is no solution, whatever the solver calls it.
  @Test func wrongAnswersAreTrouble() {
    let program = Wyndor().program
    let wrong = OptimizationResult(status: .optimal, candidate: Solution(values: [4, 6], of: program), bound: -42)
    #expect(wrong.status == .numericalTrouble)
    #expect(wrong.solution == nil)
    #expect(wrong.gap == nil)
    #expect(OptimizationResult(status: .optimal, candidate: nil).status == .numericalTrouble)
    #expect(OptimizationResult(status: .infeasible, candidate: nil).status == .infeasible)
  }

  @Test func gapByHand() {
    let solution = Solution(values: [2, 6], of: Wyndor().program)
    #expect(OptimizationResult(status: .nodeLimit, candidate: solution, bound: -45).gap == 0.25)
    #expect(OptimizationResult(status: .nodeLimit, candidate: solution, bound: -36).gap == 0)
    #expect(OptimizationResult(status: .nodeLimit, candidate: solution, bound: -.infinity).gap == nil)
  }

  @Test func nearlyWholeNumbersAreMadeWhole() {
    var program = LinearProgram()
    program.addVariable("count", kind: .integer, cost: 3)
    program.addVariable("x", cost: 1)
    let solution = Solution(values: [1.999_999_9, 0.999_999_9], of: program)
    #expect(solution.values == [2, 0.999_999_9])
    #expect(solution.objective == 6.999_999_9)
  }

  @Test func everyStatusHasASentence() {
    let statuses: [TerminationStatus] = [
      .optimal, .withinGap, .infeasible, .unbounded, .infeasibleOrUnbounded, .nodeLimit, .iterationLimit, .timeLimit,
      .interrupted, .numericalTrouble, .fault(.solver("")), .fault(.program([.illegalName("é")])),
    ]
    let sentences = statuses.map(\.description)
    #expect(Set(sentences).count == statuses.count)
    #expect(sentences.allSatisfy { $0.hasSuffix(".") })
    #expect(statuses.filter(\.hasProvedSolution) == [.optimal, .withinGap])
    #expect(statuses.filter(\.wasStopped).count == 4)
  }
}
