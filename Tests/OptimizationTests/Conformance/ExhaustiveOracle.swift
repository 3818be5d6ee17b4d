import Optimization
import Testing

/// Tiny binary programs, solved by trying every answer.
@Suite("Conformance: exhaustive oracle")
struct ExhaustiveOracle {
  @Test func agreesWithEnumeration() throws {
    var infeasible = 0
    for seed in UInt64(0)..<500 {
      let program = RandomPrograms.tinyBinary(seed: seed)
      let best = enumerate(program)
      if best == nil { infeasible += 1 }
      for presolve in [false, true] {
        let result = solverUnderTest.solve(program, options: SolverOptions(presolve: presolve))
        #expect(result.status == (best == nil ? .infeasible : .optimal), "seed \(seed)")
        #expect(result.objective == best, "seed \(seed)")
      }
    }
    // Both kinds are there to be told apart.
    #expect((50...450).contains(infeasible))
  }

  /// Every answer below the cutoff agrees with what reduced costs decided, and a dual bound is one.
  @Test func reducedCostFixingLosesNothing() throws {
    var decided = 0
    for seed in UInt64(0)..<300 {
      let program = RandomPrograms.tinyBinary(seed: seed)
      guard let best = enumerate(program) else { continue }
      let duals = try #require(solverUnderTest.solve(program.relaxed).solution?.duals)
      let fixing = ReducedCostFixing(program, duals: duals.constraints, cutoff: best + 1)
      #expect(fixing.bound <= best + 1e-9, "seed \(seed)")
      #expect(!fixing.provesCutoff)
      decided += fixing.zeros.count + fixing.ones.count
      for values in answers(program) where program.objective(at: values) < best + 1 - 1e-9 {
        #expect(fixing.zeros.allSatisfy { values[$0.index] == 0 }, "seed \(seed)")
        #expect(fixing.ones.allSatisfy { values[$0.index] == 1 }, "seed \(seed)")
      }
    }
    #expect(decided > 200)
  }

  private func enumerate(_ program: LinearProgram) -> Double? {
    answers(program).map(program.objective).min()
  }

  private func answers(_ program: LinearProgram) -> [[Double]] {
    let rows = program.rows
    return (0..<(1 << program.variableCount)).compactMap { bits in
      let values = (0..<program.variableCount).map { Double((bits >> $0) & 1) }
      let isAnswer = (0..<program.constraintCount).allSatisfy { row in
        let activity = rows.range(row).reduce(0) { $0 + rows.values[$1] * values[Int(rows.indices[$1])] }
        return activity >= program.constraintLower[row] && activity <= program.constraintUpper[row]
      }
      return isAnswer ? values : nil
    }
  }
}
