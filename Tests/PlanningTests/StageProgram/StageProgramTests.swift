import Optimization
import Testing
@testable import Planning

@Suite("The stage program in GLPK")
struct StageProgramTests {
  private static let seeds = Array(UInt64(0)..<40)
  private let optimizer = GLPKOptimizer()

  private func solved(_ stages: TinyStages, _ body: (StageProgram, Double) throws -> Void) throws {
    let gpuLimit = stages.space.gpuLimit
    guard let shortest = stages.shortestRound(gpuLimit: gpuLimit) else { return }
    try body(try stages.program(gpuLimit: gpuLimit, longestRound: 1.5 * shortest), shortest)
  }

  @Test(arguments: seeds) func optimumIsThatOfEveryPath(seed: UInt64) throws {
    try solved(TinyStages(seed: seed)) { program, shortest in
      let result = optimizer.solve(program.program)
      // An answer that does not stand up to the check is refused; its bound still holds.
      if result.status == .numericalTrouble {
        #expect(try #require(result.bound) * program.unit <= shortest * (1 + 1e-6))
        return
      }
      #expect(result.status == .optimal)
      let objective = try #require(result.objective)
      #expect(abs(objective * program.unit - shortest) <= 1e-6 * shortest)
      let path = program.path(try #require(result.solution))
      #expect(path.stages.first?.layers.lowerBound == 0)
      #expect(zip(path.stages, path.stages.dropFirst()).allSatisfy { $0.layers.upperBound == $1.layers.lowerBound })
    }
  }

  @Test(arguments: seeds) func certificateOfTheOptimum(seed: UInt64) throws {
    try solved(TinyStages(seed: seed)) { _, shortest in
      let stages = try TinyStages(seed: seed)
      let program = try stages.program(gpuLimit: stages.space.gpuLimit, longestRound: shortest)
      let certificate = StageProgramCertifier(optimizer: optimizer).certify(
        program, round: shortest, tolerance: 0.001)
      #expect(certificate.bound <= shortest * (1 + 1e-9))
      #expect(certificate.bound >= shortest * (1 - 0.001) * (1 - 1e-6))
      #expect(certificate.keptColumns <= certificate.columns)
    }
  }

  /// An incumbent that is a tenth slower than the best is not certified: the bound stays at the best.
  @Test(arguments: seeds) func wrongIncumbentIsCaught(seed: UInt64) throws {
    try solved(TinyStages(seed: seed)) { _, shortest in
      let stages = try TinyStages(seed: seed)
      let wrong = 1.1 * shortest
      let program = try stages.program(gpuLimit: stages.space.gpuLimit, longestRound: wrong)
      let certificate = StageProgramCertifier(optimizer: optimizer).certify(program, round: wrong, tolerance: 0.001)
      #expect(certificate.bound <= shortest * (1 + 1e-6))
    }
  }

  @Test(arguments: seeds) func fixingKeepsTheOptimum(seed: UInt64) throws {
    try solved(TinyStages(seed: seed)) { program, shortest in
      let relaxation = optimizer.solve(program.program.relaxed)
      let duals = try #require(relaxation.solution?.duals?.constraints)
      let cutoff = shortest / program.unit * (1 + 1e-6)
      let fixing = ReducedCostFixing(program.program, duals: duals, cutoff: cutoff)
      #expect(fixing.bound <= shortest / program.unit * (1 + 1e-9))
      let rest = ColumnReduction(program.program, dropping: fixing.zeros).program
      #expect(rest.variableCount < program.program.variableCount || fixing.zeros.isEmpty)
      let result = optimizer.solve(rest)
      if result.status == .numericalTrouble { return }
      let objective = try #require(result.objective)
      #expect(abs(objective * program.unit - shortest) <= 1e-6 * shortest)
    }
  }

  @Test(.enabled(if: Repository.command("glpsol") != nil), arguments: Array(seeds.prefix(12)))
  func anotherReaderFindsTheSameOptimum(seed: UInt64) throws {
    try solved(TinyStages(seed: seed)) { program, shortest in
      let objective = try #require(try OtherSolver.optimum(MPSWriter().text(for: program.program)))
      #expect(abs(objective * program.unit - shortest) <= 1e-5 * shortest)
    }
  }
}
