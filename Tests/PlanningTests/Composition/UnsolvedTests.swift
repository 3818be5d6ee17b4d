import Optimization
import Testing
@testable import Planning

@Suite("A solver without an answer is no proof that there is none")
struct UnsolvedTests {
  /// Always ends in the same way, without a solution.
  private struct Stuck: Optimizer {
    let name = "stuck"
    let status: TerminationStatus

    func solve(_: LinearProgram, options _: SolverOptions) -> OptimizationResult {
      OptimizationResult(status: status, candidate: nil)
    }
  }

  private func result(_ status: TerminationStatus) throws -> ClusterPlanningResult {
    let given = ClusterCase(nodes: 2, nodesPerRack: 1, demands: [1], objective: .gpus, workers: ClusterPlanTests.simple)
    return try ClusterPlanner(try given.request(), optimizer: Stuck(status: status)).plan()
  }

  @Test(arguments: [TerminationStatus.iterationLimit, .nodeLimit, .timeLimit])
  func theEndOfTheEffortIsNotAProof(status: TerminationStatus) throws {
    guard case .refused(let refusal) = try result(status) else {
      Issue.record("a plan of no solver")
      return
    }
    #expect(refusal.isUnproved == true && refusal.changes.isEmpty)
  }

  @Test(arguments: [TerminationStatus.numericalTrouble, .memoryLimit, .unbounded])
  func aSolverThatFailsIsAFault(status: TerminationStatus) {
    let fault = #expect(throws: CompositionUnsolved.self) { try result(status) }
    #expect(fault?.isFault == true && fault?.status == status)
  }

  @Test(arguments: [TerminationStatus.infeasible, .infeasibleOrUnbounded])
  func whatIsRuledOutIsRefused(status: TerminationStatus) throws {
    guard case .refused(let refusal) = try result(status) else {
      Issue.record("a plan of no solver")
      return
    }
    #expect(refusal.isUnproved == nil && refusal.reason == .demand)
  }
}
