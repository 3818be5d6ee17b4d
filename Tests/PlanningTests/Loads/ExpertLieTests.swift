import Costing
import Experts
import Foundation
import Plans
import Testing
import Verification

@Suite("The verifier finds what does not hold of placed experts")
struct ExpertLieTests {
  private static let request = Result { try TinyLoad.copied(.copies(4)) }
  private static let honest = Result { try HonestPlan.make(request.get()) }

  private func findings(_ plan: Plan) throws -> [String] {
    try PlanVerifier(plan, inputs: HonestPlan.inputs(of: Self.request.get())).findings().map(\.id.rawValue)
  }

  /// A layer that is divided, and whose hottest expert has copies.
  private func index(_ plan: Plan) throws -> Int {
    try #require(plan.placement.experts.firstIndex { $0.ranks.count > 1 && $0.ranks.joined().count > 8 })
  }

  @Test(arguments: lies) func isFound(lie: Lie) throws {
    var plan = try Self.honest.get()
    let layer = try index(plan)
    try #require(layer == 0, "the first layer is the one that is lied about")
    #expect(try findings(plan) == [], "the plan is honest before the lie")
    lie.tell(&plan)
    #expect(try findings(plan).first == lie.id)
  }

  private static let lies = [
    Lie("experts-wrong", "an expert missing") { plan in
      for rank in plan.placement.experts[0].ranks.indices {
        plan.placement.experts[0].ranks[rank].removeAll { $0 == 7 }
      }
    },
    Lie("experts-wrong", "an expert twice on one GPU") { plan in
      let rank = plan.placement.experts[0].ranks[0]
      plan.placement.experts[0].ranks[0] = [rank[0], rank[0]] + rank.dropFirst(2)
    },
    Lie("experts-wrong", "an expert that does not exist") { $0.placement.experts[0].ranks[0][0] = 8 },
    Lie("rank-overfull", "a GPU overfull") { plan in
      let held = Set(plan.placement.experts[0].ranks[0])
      plan.placement.experts[0].ranks[0] += (0..<8).filter { !held.contains($0) }
    },
    Lie("expert-ranks", "a rank without a GPU") { $0.placement.experts[0].ranks.append([]) },
    Lie("imbalance-wrong", "a better balance") { $0.placement.experts[0].imbalance = 0.5 },
    Lie("imbalance-wrong", "no balance") { $0.placement.experts[0].imbalance = nil },
    Lie("expert-bound-wrong", "no bound") { $0.placement.experts[0].bound = nil },
    Lie("expert-bound-wrong", "no proof") { $0.placement.experts[0].proof = nil },
    Lie("expert-bound-wrong", "a bound above what was reached") { plan in
      plan.placement.experts[0].bound = (plan.placement.experts[0].imbalance ?? 1) * 1.01
    },
    Lie("expert-bound-wrong", "a bound that the mean does not show") { plan in
      plan.placement.experts[0].bound = plan.placement.experts[0].imbalance
      plan.placement.experts[0].proof = .mean
    },
    Lie("expert-bound-wrong", "prices without prices") { plan in
      plan.placement.experts[0].proof = .prices(.prices(.init(scenarioWeights: [1], experts: [], copy: 0)))
    },
    Lie("memory-wrong", "copies that take no memory") { plan in
      for stage in plan.prediction.stages.indices { plan.prediction.stages[stage].memory.redundantExperts = nil }
    },
    Lie("redundancy-wrong", "more copies than asked for") { $0.inputs.goal.redundantExperts = 1 },
    Lie("input-changed", "another load") { $0.inputs.expertLoad?.sha256 = "0" },
  ]

  /// Loads as prices prove the mean: what a rank can hold within T is worth T at most. Other prices prove nothing.
  @Test func pricesAreCheckedWithoutASolver() throws {
    let load = try Self.request.get().expertLoad
    var plan = try Self.honest.get()
    let layer = try index(plan)
    let tokens = try #require(load).tokens[plan.placement.experts[layer].layer]
    func tell(_ prices: [Double]) {
      plan.placement.experts[layer].bound = 1
      plan.placement.experts[layer].proof = .prices(
        .prices(.init(scenarioWeights: [1], experts: prices, copy: 0)))
    }
    tell(tokens)
    #expect(try findings(plan) == [])
    for wrong in [tokens.map { _ in 1 }, Array(tokens.dropLast()), [-1] + tokens.dropFirst(), tokens.map { _ in .nan }]
    {
      tell(wrong)
      #expect(try findings(plan) == ["expert-bound-wrong"])
    }
  }

  @Test func copiesWithoutALoadAreFound() throws {
    let request = try TinyLoad.request(nil)
    var plan = try HonestPlan.make(request)
    plan.layout.stages[0].redundantExperts = 4
    let found = try PlanVerifier(plan, inputs: HonestPlan.inputs(of: request)).findings()
    #expect(found.first?.id.rawValue == "redundancy-wrong")
  }
}
