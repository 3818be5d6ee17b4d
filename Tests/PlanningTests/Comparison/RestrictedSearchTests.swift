import Costing
import Plans
import Testing
@testable import Planning

@Suite("The search within a kind of layout against every layout of the kind")
struct RestrictedSearchTests {
  static let kinds = [
    "ep", "pp", "tp", "ep+pp", "tp+ep", "tp+pp", "tp+ep+pp", "dp", "ep1", "pp2", "pp3", "ep2", "tp2+pp2", "ep4+pp2",
  ]

  @Test(arguments: kinds, Objective.allCases)
  func bestOfItsKind(kind: String, objective: Objective) throws {
    let constraint = try #require(try LayoutConstraint.list(kind, flag: "--layouts").first)
    for seed in 0..<6 {
      var request = try TinyInstance(seed: UInt64(seed) &* 977 &+ 1, objective: objective).request
      request.constraint = constraint
      guard constraint.obstacle(model: request.model, pool: request.cluster.pools[0]) == nil else { continue }
      try compare(request, "\(kind), seed \(seed)")
    }
  }

  private func compare(_ request: PlanRequest, _ name: Comment) throws {
    let every = try LayoutOracle(request)
    guard ![.throughput, .gpus].contains(request.goal.objective) else {
      return try ReplicaOracle.compare(request, every, name)
    }
    let oracle = every.best
    let space = LayoutSpace(
      model: request.model, pool: request.cluster.pools[0], gpuLimit: request.goal.gpuLimit,
      constraint: request.constraint)
    guard !space.layouts.isEmpty else {
      #expect(oracle == nil, name)
      return
    }
    let result = try HonestPlan.result(request, name)
    guard let oracle else {
      if case .plan = result { Issue.record("\(name): a plan of nothing") }
      return
    }
    guard case .plan(let plan) = result else {
      Issue.record("\(name): refused, though \(oracle.layout) scores \(oracle.score)")
      return
    }
    let stages = plan.layout.stages.compactMap(\.assignment)
    #expect(stages.allSatisfy { request.constraint.allows($0.layout) }, name)
    #expect(request.constraint.stages.allows(stages.count), name)
    #expect(plan.certificate.objective >= oracle.score * (1 - 1e-9), name)
    #expect(plan.certificate.bound <= oracle.score * (1 + 1e-9), name)
    #expect(plan.certificate.objective <= oracle.score / (1 - request.goal.tolerance) * (1 + 1e-9), name)
  }

  /// Whoever wins has the least score of all that the oracles find.
  @Test(arguments: [Objective.cost, .latency], 0..<12)
  func winnerOfAll(objective: Objective, seed: Int) throws {
    let request = try TinyInstance(seed: UInt64(seed) &* 331 &+ 7, objective: objective).request
    let constraints = try LayoutConstraint.list("ep,pp,tp,ep+pp,tp+pp,any", flag: "--layouts")
    let scores = try constraints.map { constraint -> Double in
      var restricted = request
      restricted.constraint = constraint
      return try LayoutOracle(restricted).best?.score ?? .infinity
    }
    let winner = try PointWinner(request, of: constraints)
    guard let index = winner.index else {
      #expect(scores.allSatisfy { $0 == .infinity })
      return
    }
    let least = scores.min() ?? .infinity
    #expect(winner.isProved)
    #expect(scores[index] <= least * (1 + 1e-8), "\(scores), \(winner)")
    #expect(winner.score >= least * (1 - 1e-9))
  }

  @Test func anUnconstrainedSpaceIsAsItWas() throws {
    let request = try TinyInstance(seed: 3, objective: .cost).request
    let pool = request.cluster.pools[0]
    let free = LayoutSpace(model: request.model, pool: pool, gpuLimit: nil)
    let kinds = try LayoutConstraint.list("ep,ep1,tp,tp+ep", flag: "--layouts")
    let parts = kinds.map {
      LayoutSpace(model: request.model, pool: pool, gpuLimit: nil, constraint: $0).layouts
    }
    #expect(Set(parts.joined()) == Set(free.layouts))
    // Experts sliced over attention DP are EP1 and TP.
    let sliced = free.layouts.count { $0.tensorParallel == 1 && $0.expertTensorParallel > 1 }
    #expect(parts.map(\.count).reduce(0, +) == free.layouts.count + sliced)
  }

  @Test func prescribedDegreesNeedNotBeUsualOnes() throws {
    let request = try PlanCase(cluster: "gb200-nvl72-8-racks").request()
    let pool = request.cluster.pools[0]
    let kind = try LayoutConstraint.list("ep40,ep80,ep7", flag: "--layouts")
    let found = kind.map { LayoutSpace(model: request.model, pool: pool, gpuLimit: nil, constraint: $0).layouts }
    #expect(found[0].map { [$0.domains, $0.gpusPerDomain] } == [[1, 40]])
    #expect(found[1].map { [$0.domains, $0.gpusPerDomain] } == [[2, 40]])
    #expect(found[2].map { [$0.domains, $0.gpusPerDomain] } == [[1, 7]])
  }

  @Test(arguments: [
    ("ep512", "EP512 has more ranks than a layer's 256 experts"), ("tp3", "TP3 does not divide the 128 query heads"),
    ("pp62", "62 stages are more than the 61 layers"),
    ("tp128", "TP128 does not fit a scale-up domain of 72 GPUs"),
  ])
  func whatNoMemoryCanHelpIsSaid(kind: String, sentence: String) throws {
    let request = try PlanCase(cluster: "gb200-nvl72-8-racks").request()
    let constraint = try #require(try LayoutConstraint.list(kind, flag: "--layouts").first)
    #expect(constraint.obstacle(model: request.model, pool: request.cluster.pools[0]) == sentence)
  }
}
