import Optimization
import Plans
import Reporting
import Testing
import Verification
@testable import Planning

@Suite("Workers that stay where another plan has them")
struct KeptWorkerTests {
  private static func plan(_ given: ClusterCase, beside current: ClusterPlan? = nil) throws -> ClusterPlan {
    var request = try given.request()
    request.current = current
    guard case .plan(let plan) = try ClusterPlanner(request, optimizer: GLPKOptimizer()).plan() else {
      throw TinyCluster.Missing()
    }
    #expect(try ClusterPlanVerifier(plan, inputs: given.verifierInputs()).findings() == [])
    return plan
  }

  /// Three workers of 8 lie on nodes 0, 1 and 2. Node 0 is lost: made anew they lie on 1, 2 and 3 in this order; beside the
  /// plan that runs 1 and 2 stay what they are, and 0 starts on node 3.
  @Test func oneOfThreeStartsElsewhere() throws {
    var given = ClusterCase(
      demands: [3], objective: .gpus, workers: [ClusterCase.worker(.mixed, gpus: 8, rate: 1)])
    let before = try Self.plan(given)
    #expect(before.placement.workers.map(\.gpus) == [[[0, 7]], [[8, 15]], [[16, 23]]])
    given.unavailable = Array(0..<8)
    #expect(try Self.plan(given).placement.workers.map(\.gpus) == [[[8, 15]], [[16, 23]], [[24, 31]]])
    let after = try Self.plan(given, beside: before)
    #expect(after.placement.workers.map(\.gpus) == [[[24, 31]], [[8, 15]], [[16, 23]]])
    #expect(after.placement.workers.map(\.number) == [0, 1, 2])
  }

  /// A worker of 4 of 8 GPUs that loses one takes a free one of its node, as the rank that was lost.
  @Test func aLostGPUIsReplacedInItsNode() throws {
    var given = ClusterCase(
      nodes: 1, nodesPerRack: 1, demands: [1], objective: .gpus, workers: [ClusterCase.worker(.mixed, gpus: 4, rate: 1)]
    )
    let before = try Self.plan(given)
    given.unavailable = [1]
    #expect(try Self.plan(given, beside: before).placement.workers[0].gpus == [[0, 0], [4, 4], [2, 3]])
  }

  /// A worker of 16 over two nodes below a leaf of four that loses a node takes another of that leaf.
  @Test func aLostNodeIsReplacedBelowItsSwitch() throws {
    var given = ClusterCase(
      nodes: 8, demands: [1], objective: .gpus, workers: [ClusterCase.worker(.mixed, gpus: 16, domains: 2, rate: 1)])
    let before = try Self.plan(given)
    #expect(before.placement.workers[0].domains == [0, 1])
    given.unavailable = Array(0..<8)
    #expect(try Self.plan(given, beside: before).placement.workers[0].gpus == [[16, 23], [8, 15]])
  }

  /// As good as without the plan that runs; every worker of a kind that is in both and lost nothing stays, and what runs
  /// stays altogether where nothing is lost.
  @Test(arguments: 0..<8)
  func asGoodAndStaying(seed: Int) throws {
    var generator = SplitMix(seed: UInt64(seed))
    var given = ClusterCase(
      nodes: 8, demands: [Double.random(in: 4...12, using: &generator)], objective: .gpus,
      workers: ClusterPlanTests.simple)
    let before = try Self.plan(given)
    #expect(try Self.plan(given, beside: before).placement == before.placement)
    given.unavailable = Array(Set((0..<3).map { _ in Int.random(in: 0..<40, using: &generator) })).sorted()
    let (anew, after) = (try Self.plan(given), try Self.plan(given, beside: before))
    #expect(after.composition.value == anew.composition.value)
    let lost = Set(given.unavailable)
    for (index, kind) in after.composition.workers.enumerated() {
      let old = before.composition.workers.firstIndex { ($0.role, $0.layout) == (kind.role, kind.layout) }
      let whole = before.placement.workers.filter { worker in
        worker.kind == old && worker.gpus.allSatisfy { lost.isDisjoint(with: $0[0]...$0[1]) }
      }.map(\.gpus)
      let staying = Set(after.placement.workers.filter { $0.kind == index }.map(\.gpus)).intersection(whole)
      #expect(staying.count == min(whole.count, kind.count))
    }
  }

  /// Of two workers of 8 on four nodes one is lost with any GPU or node; it starts again on another node. Both lie in the one
  /// rack. A table of workers tells no bytes.
  @Test func whatIsLeftByHand() throws {
    let given = ClusterCase(
      demands: [1.5], objective: .gpus, workers: [ClusterCase.worker(.mixed, gpus: 8, rate: 1)])
    let lines = "\(ClusterPlanReport(try Self.plan(given), cluster: try given.cluster()))"
    let report = lines.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
    #expect(
      report.contains(
        "without the worst GPU, or node: at once 1.000 of 2.000 requests/s; after restarting 1 of 1 worker 2.000 "),
      "\(report)")
    #expect(report.contains("without the worst rack: at once 0 of 2.000 requests/s; no room to restart"))
  }

  /// The section says what the spare rule promises, which the verifier works out on its own.
  @Test(arguments: [SpareRule.Unit.gpu, .node])
  func asTheSpareCapacityHasIt(unit: SpareRule.Unit) throws {
    let given = ClusterCase(
      nodes: 8, demands: [10], objective: .gpus, spare: SpareRule(unit: unit), workers: ClusterPlanTests.simple)
    let plan = try Self.plan(given)
    let left = try #require(plan.composition.spare?.servedRequestsPerSecond.first)
    let report = "\(ClusterPlanReport(plan, cluster: try given.cluster()))"
    let line = try #require(
      report.split(separator: "\n").first {
        $0.contains("without the worst") && $0.contains(unit.rawValue == "gpu" ? "GPU" : "node")
      })
    let text = line.split(separator: " ")
    let word = try #require(text.firstIndex(of: "once").map { text[$0 + 1] })
    #expect((try #require(Double(word)) - left).magnitude < 5e-4 * left)
  }
}
