import Plans
import Testing
import Verification
@testable import Planning

@Suite("Plans of a cluster")
struct ClusterPlanTests {
  static let simple = [
    ClusterCase.worker(.prefill, gpus: 2, rate: 3), ClusterCase.worker(.decode, gpus: 4, rate: 4),
    ClusterCase.worker(.decode, gpus: 8, rate: 9), ClusterCase.worker(.mixed, gpus: 4, rate: 2.2),
  ]

  private func verified(_ given: ClusterCase) throws -> ClusterPlan {
    let plan = try #require(try given.plan())
    #expect(try ClusterPlanVerifier(plan, inputs: given.verifierInputs()).findings() == [])
    return plan
  }

  /// Every kind of failure, objective and gap in the cluster: what comes out holds.
  @Test(arguments: [
    SpareRule(unit: .gpu), SpareRule(unit: .node), SpareRule(unit: .rack),
    SpareRule(unit: .gpu, mode: .restart), SpareRule(unit: .node, mode: .restart),
    SpareRule(unit: .rack, mode: .restart),
  ])
  func plansWithSpareCapacityHold(rule: SpareRule) throws {
    for domainIsRack in [false, true] {
      for objective in [ClusterObjective.served, .gpus] {
        let given = ClusterCase(
          nodes: 8, domainIsRack: domainIsRack, unavailable: [3, 17], demands: [10], objective: objective, spare: rule,
          workers: Self.simple)
        let plan = try verified(given)
        let spare = try #require(plan.composition.spare)
        if objective == .gpus { #expect(spare.servedRequestsPerSecond[0] >= 10 - 1e-9) }
        #expect(plan.composition.servedRequestsPerSecond >= spare.servedRequestsPerSecond[0] - 1e-9)
        var without = given
        without.spare = nil
        let free = try verified(without)
        switch objective {
        case .served: #expect(free.composition.value >= plan.composition.value - 1e-9)
        default: #expect(free.composition.gpusUsed <= plan.composition.gpusUsed)
        }
      }
    }
  }

  /// Of two racks one may fail, and the other serves all: together they promise what one serves alone, no more.
  @Test func twoRacksPromiseWhatOneServes() throws {
    var given = ClusterCase(nodes: 4, domainIsRack: true, workers: Self.simple)
    let alone = try verified(given).composition.value
    given.nodes = 8
    given.spare = SpareRule(unit: .rack)
    #expect((try verified(given).composition.value - alone).magnitude < 1e-9)
  }

  /// A node of 8 may fail, and what it held starts again: of 4 nodes 3 serve.
  @Test func restartsNeedANodeToSpare() throws {
    var given = ClusterCase(nodes: 3, nodesPerRack: 1, workers: Self.simple)
    let three = try verified(given).composition.value
    given.nodes = 4
    given.spare = SpareRule(unit: .node, mode: .restart)
    let plan = try verified(given)
    #expect((plan.composition.value - three).magnitude < 1e-9)
    #expect(plan.composition.gap < 1e-9)
  }

  /// What the survivors serve, they serve with restarts too: the plan says which was asked about.
  @Test func restartsAreNeverWorseThanSurvivors() throws {
    var given = ClusterCase(nodes: 2, nodesPerRack: 1, spare: SpareRule(unit: .rack), workers: Self.simple)
    let survivors = try verified(given).composition
    given.spare = SpareRule(unit: .rack, mode: .restart)
    let restarts = try verified(given).composition
    #expect(restarts.value >= survivors.value - 1e-9)
    #expect(restarts.spare?.rule.mode == .restart)
  }

  /// 5 of 72 GPUs are out: no worker is on them, and the rest is used as far as pieces fit.
  @Test func brokenGPUsAreLeftOut() throws {
    let out = [0, 1, 2, 3, 40]
    let given = ClusterCase(
      nodes: 18, gpusPerNode: 4, nodesPerRack: 18, domainIsRack: true, unavailable: out, workers: Self.simple)
    let plan = try verified(given)
    let gpus = plan.placement.workers.flatMap { $0.gpus.flatMap { Array($0[0]...$0[1]) } }
    #expect(Set(gpus).isDisjoint(with: out))
    #expect(plan.composition.gpusAvailable == 67 && plan.composition.gpusUsed == 66)
  }

  @Test func drainedHostsAreNotNamed() throws {
    let hosts = (0..<8).map { "host\($0)" }
    let drained = [1, 4, 6]
    let given = ClusterCase(
      nodes: 8, unavailable: drained.flatMap { node in (0..<8).map { node * 8 + $0 } }, hosts: hosts,
      workers: Self.simple)
    let named = Set(try verified(given).placement.workers.flatMap { $0.hosts ?? [] })
    #expect(named == Set(hosts.enumerated().filter { !drained.contains($0.offset) }.map(\.element)))
  }

  /// Decode of 16 GPUs over two nodes lies inside a rack of two, whose switch its rate was found for.
  @Test func workersAcrossNodesKeepToAGroup() throws {
    let given = ClusterCase(
      nodes: 6, nodesPerRack: 2,
      workers: [
        ClusterCase.worker(.prefill, gpus: 2, rate: 3),
        ClusterCase.worker(.decode, gpus: 16, domains: 2, rate: 20),
      ])
    let plan = try verified(given)
    for worker in plan.placement.workers where worker.domains.count == 2 {
      #expect(worker.domains[0] / 2 == worker.domains[1] / 2)
    }
  }

  /// Prefill lies beside decode where there is room: four GPUs of decode and two pairs of prefill fill a node.
  @Test func cachesStayNear() throws {
    let given = ClusterCase(
      nodes: 4,
      workers: [
        ClusterCase.worker(.prefill, gpus: 2, rate: 2), ClusterCase.worker(.decode, gpus: 4, rate: 4),
      ])
    let transfer = try #require(try verified(given).placement.transfers.first)
    #expect(transfer.levels == [.init(level: "scale-up", share: 1)])
    #expect(transfer.requestsPerSecond == 16 && transfer.leastShareLeaving == 0)
  }

  @Test func twoModelsShareByDemand() throws {
    let given = ClusterCase(
      nodes: 2, nodesPerRack: 2, demands: [4, 2],
      workers: [
        ClusterCase.worker(.mixed, gpus: 1, rate: 1), ClusterCase.worker(.mixed, gpus: 1, rate: 1, model: 1),
      ])
    let plan = try verified(given)
    // 16 GPUs, 2 : 1 as whole workers: 11 and 5, or 10 and 6; the smaller share is 2.5 either way, of 10 and 6 the same total.
    #expect(plan.composition.value == 2.5)
    #expect(plan.composition.gpusUsed == 16)
  }

  @Test func aDemandTooLargeIsRefusedWithWhatWouldDo() throws {
    var given = ClusterCase(nodes: 2, nodesPerRack: 1, demands: [100], objective: .gpus, workers: Self.simple)
    guard case .refused(let refusal) = try ClusterPlanner(try given.request(), optimizer: GLPKCase.optimizer).plan()
    else {
      Issue.record("a plan for too much")
      return
    }
    #expect(refusal.reason == .demand)
    let rate = try #require(refusal.changes.first?.split(separator: " ").first.flatMap { Double($0) })
    given.demands = [rate]
    #expect(try verified(given).composition.servedRequestsPerSecond >= rate)
    let nodes = try #require(refusal.changes.last?.split(separator: " ").first.flatMap { Int($0) })
    given.demands = [100]
    given.nodes = nodes
    #expect(try verified(given).composition.servedRequestsPerSecond >= 100)
    given.nodes = nodes - 1
    #expect(try given.plan() == nil)
  }

  /// What was found is called the most only where the bound meets it.
  @Test func aRefusalSaysAtMostOnlyWhereThatIsProved() throws {
    for rule in [nil, SpareRule(unit: .node), SpareRule(unit: .rack)] {
      var given = ClusterCase(nodes: 8, demands: [10_000], objective: .gpus, spare: rule, workers: Self.simple)
      guard case .refused(let refusal) = try ClusterPlanner(try given.request(), optimizer: GLPKCase.optimizer).plan()
      else {
        Issue.record("a plan for too much")
        continue
      }
      given.objective = .served
      let most = try verified(given).composition
      #expect(refusal.sentence.contains("at most") == (most.gap < 1e-9), "\(refusal.sentence), gap \(most.gap)")
      #expect(refusal.sentence.contains("none above") == (most.gap >= 1e-9))
    }
  }

  @Test func sameInputsGiveSameBytes() throws {
    let given = ClusterCase(nodes: 8, spare: SpareRule(unit: .node), workers: Self.simple)
    #expect(try given.plan() == given.plan())
  }
}
