import Optimization
import Plans
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

  /// Three nodes of 8, 7 and 8 GPUs of which one may fail: 22 GPUs serve 8.1655 requests/s with two prefill of 3 GPUs, 13
  /// decode of 1 and three mixed of 1. Whether that is found or not, it lies below what is proved, and is not refused as
  /// more than the cluster serves.
  @Test func whatLiesBelowTheBoundIsNotRuledOut() throws {
    for demand in [7.5, 8, 8.1655, 8.7, 8.8] {
      let given = ClusterCase(
        nodes: 3, nodesPerRack: 1, unavailable: [15], demands: [demand], objective: .gpus,
        spare: SpareRule(unit: .node),
        workers: [
          ClusterCase.worker(.prefill, gpus: 3, rate: 0.9 * 7.36),
          ClusterCase.worker(.decode, gpus: 1, rate: 0.92 * 0.915),
          ClusterCase.worker(.mixed, gpus: 7, rate: 3.272), ClusterCase.worker(.mixed, gpus: 1, rate: 0.548),
        ])
      switch try ClusterPlanner(try given.request(), optimizer: GLPKCase.optimizer).plan() {
      case .plan(let plan):
        #expect(demand < 8.756 && (plan.composition.spare?.servedRequestsPerSecond[0] ?? 0) >= demand - 1e-9)
      case .refused(let refusal):
        #expect((refusal.isUnproved == true) == (demand < 8.756), "\(demand): \(refusal.sentence)")
      }
    }
  }
}
