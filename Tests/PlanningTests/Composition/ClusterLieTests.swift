import Plans
import Testing
import Verification

@Suite("The verifier finds what does not hold of a cluster")
struct ClusterLieTests {
  private static let given = ClusterCase(
    nodes: 4, unavailable: [9], demands: [10], objective: .gpus, spare: SpareRule(unit: .node),
    workers: [
      ClusterCase.worker(.prefill, gpus: 2, rate: 3), ClusterCase.worker(.decode, gpus: 4, rate: 4),
      ClusterCase.worker(.mixed, gpus: 4, rate: 2.2),
    ])
  private static let honest = Result { try given.plan() }

  struct Lie: Sendable, CustomTestStringConvertible {
    let id: String
    let testDescription: String
    let tell: @Sendable (inout ClusterPlan) -> Void

    init(_ id: String, _ description: String, _ tell: @escaping @Sendable (inout ClusterPlan) -> Void) {
      self.id = id
      testDescription = description
      self.tell = tell
    }
  }

  static let lies = [
    Lie("input-changed", "another cluster") { $0.inputs.cluster.sha256 = "1" },
    Lie("gpu-unavailable", "a GPU that is out") {
      $0.placement.workers[0].gpus = [[8, 9]]; $0.placement.workers[0].domains = [1]
    },
    Lie("gpu-twice", "two workers on one GPU") {
      $0.placement.workers[1].gpus = $0.placement.workers[0].gpus
      $0.placement.workers[1].domains = $0.placement.workers[0].domains
    },
    Lie("unknown-gpu", "a GPU that there is not") { $0.placement.workers[0].gpus = [[100, 101]] },
    Lie("worker-misplaced", "a GPU too few") { $0.placement.workers[0].gpus[0][1] -= 1 },
    Lie("count-wrong", "a worker more") { $0.composition.workers[0].count += 1 },
    Lie("domains-wrong", "other domains") { $0.composition.workers[0].domains.append(99) },
    Lie("unknown-pool", "another pool") { $0.composition.workers[0].pool = "elsewhere" },
    Lie("unknown-model", "another model") { $0.composition.workers[0].model = "elsewhere" },
    Lie("rate-wrong", "a faster worker") { $0.composition.workers[0].requestsPerSecond *= 1.01 },
    Lie("sum-wrong", "more served") { $0.composition.servedRequestsPerSecond += 1 },
    Lie("sum-wrong", "more of a model") { $0.composition.models[0].servedRequestsPerSecond += 1 },
    Lie("sum-wrong", "fewer GPUs") { $0.composition.gpusUsed -= 2 },
    Lie("sum-wrong", "more idle") { $0.placement.idleGPUs += 1 },
    Lie("time-wrong", "less to do at the demand") { $0.composition.workers[0].atDemand?.requestsPerSecond *= 0.9 },
    Lie("time-wrong", "a time at the demand that no table has") {
      $0.composition.workers[0].atDemand?.timeToFirstToken = 0.1
    },
    Lie("time-wrong", "nothing about the demand") { $0.composition.workers[0].atDemand = nil },
    Lie("sum-wrong", "less of the capacity used") { $0.composition.models[0].atDemand?.utilisation *= 0.9 },
    Lie("sum-wrong", "a model without figures at the demand") { $0.composition.models[0].atDemand = nil },
    Lie("demand-missed", "a larger demand") {
      $0.inputs.models[0].requestsPerSecond = 1000
      $0.composition.models[0].demand = 1000
    },
    Lie("bound-wrong", "a bound above what it bounds") {
      $0.composition.bound = $0.composition.value + 2
      $0.composition.gap = 2 / $0.composition.value
      $0.composition.status = .within
    },
    Lie("sum-wrong", "a smaller gap") { $0.composition.gap -= 0.01 },
    Lie("status-wrong", "another word") { $0.composition.status = .unknown },
    Lie("spare-wrong", "more after a failure") { $0.composition.spare?.servedRequestsPerSecond[0] += 1 },
    Lie("missing-spare", "nothing about failures") { $0.composition.spare = nil },
    Lie("spare-wrong", "another rule") { $0.composition.spare?.rule.unit = .gpu },
    Lie("target-missed", "a target that is missed") { $0.inputs.models[0].timeToFirstToken = 0.5 },
  ]

  @Test func theHonestPlanHolds() throws {
    let plan = try #require(try Self.honest.get())
    #expect(try ClusterPlanVerifier(plan, inputs: Self.given.verifierInputs()).findings() == [])
  }

  @Test(arguments: lies)
  func isFound(lie: Lie) throws {
    var plan = try #require(try Self.honest.get())
    lie.tell(&plan)
    let findings = try ClusterPlanVerifier(plan, inputs: Self.given.verifierInputs()).findings()
    #expect(findings.contains { $0.id.rawValue == lie.id }, "\(findings)")
  }
}
