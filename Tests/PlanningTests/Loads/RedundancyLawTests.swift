import Costing
import Planning
import Plans
import Quantities
import Testing

@Suite("Redundant experts in plans")
struct RedundancyLawTests {
  private func goals() throws -> [Goal] {
    [
      try Goal(objective: .cost, timePerOutputToken: Seconds(5e-3), tolerance: 0.002),
      try Goal(objective: .latency, batch: 6, tolerance: 0.002),
      try Goal(objective: .gpus, timePerOutputToken: Seconds(5e-3), tokensPerSecond: 4000, tolerance: 0.002),
    ]
  }

  /// What may have copies may have none: the plan is no worse than one without, as far as it is proved.
  @Test(arguments: 0..<10) func allowingCopiesNeverMakesAPlanWorse(seed: Int) throws {
    var random = SplitMix(seed: UInt64(seed) &* 31 &+ 5)
    let load = try TinyLoad.load { expert in Double.random(in: 1...10, using: &random) / Double(expert + 1) }
    let memory = Double.random(in: 0.25...0.8, using: &random)
    for goal in try goals() {
      guard
        case .plan(let without) = try HonestPlan.result(
          TinyLoad.request(load, unavailable: [], memory: memory, goal: goal, redundancy: .copies(0)))
      else { continue }
      let plan = try HonestPlan.make(TinyLoad.request(load, unavailable: [], memory: memory, goal: goal))
      #expect(
        plan.certificate.objective <= without.certificate.objective * (1 + 0.005), "seed \(seed), \(goal.objective)")
      #expect(without.layout.stages.allSatisfy { $0.redundantExperts == nil })
      #expect(without.redundancy == nil && without.inputs.goal.redundantExperts == 0)
    }
  }

  /// Eight experts, the hottest with 60 % of the tokens, on four GPUs: its rank has 2.4 times the mean, and with copies
  /// on all four none needs more than the mean.
  @Test func copiesOfAHotExpertSpeedAPlanUp() throws {
    let load = try TinyLoad.load { $0 == 0 ? 10_500 : 1_000 }
    let goal = try Goal(objective: .latency, batch: 4096)
    let without = try HonestPlan.make(
      TinyLoad.request(load, unavailable: [], memory: 40, goal: goal, redundancy: .copies(0)))
    let plan = try HonestPlan.make(TinyLoad.request(load, unavailable: [], memory: 40, goal: goal))
    #expect(plan.prediction.timePerOutputToken < without.prediction.timePerOutputToken)
    let copies = try #require(plan.layout.stages.compactMap(\.redundantExperts).max())
    let experts = try #require(plan.placement.experts.first)
    #expect(experts.ranks.joined().count > 8 && experts.ranks.joined().count <= 8 + copies)
    #expect(plan.prediction.stages.contains { $0.memory.redundantExperts ?? 0 > 0 })
  }

  /// What the plan says of other numbers of copies is what plans with them reach.
  @Test func theWorthOfCopiesIsThatOfOtherPlans() throws {
    let plan = try HonestPlan.make(TinyLoad.copied(.automaticEven))
    let values = try #require(plan.redundancy)
    let chosen = try #require(values.first { $0.isChosen })
    #expect(values.count { $0.isChosen } == 1 && values.count > 1)
    #expect(zip(values, values.dropFirst()).allSatisfy { $0.slots ?? -1 < $1.slots ?? -1 })
    let tolerance = 2 * plan.inputs.goal.tolerance
    #expect(values.allSatisfy { $0.objective >= chosen.objective * (1 - tolerance) })
    for value in values where !value.isChosen {
      let other = try HonestPlan.make(TinyLoad.copied(value.slots.map { .slots($0) } ?? .copies(0)))
      #expect(abs(other.certificate.objective / value.objective - 1) < tolerance, "\(value)")
      #expect(other.layout.stages.compactMap(\.redundantExperts).max() ?? 0 == value.redundantExperts)
    }
  }

  /// A number that was asked for is what every stage has, as far as there are places.
  @Test func aPrescribedNumberIsKept() throws {
    let plan = try HonestPlan.make(TinyLoad.copied(.copies(4)))
    #expect(plan.inputs.goal.redundantExperts == 4 && plan.redundancy == nil)
    #expect(plan.layout.stages.contains { $0.expertParallel > 1 })
    for stage in plan.layout.stages where stage.expertParallel > 1 { #expect(stage.redundantExperts == 4) }
  }

  /// Without a load nobody knows which experts to copy.
  @Test func withoutALoadThereAreNoCopies() throws {
    let plan = try HonestPlan.make(TinyLoad.request(nil))
    #expect(plan.layout.stages.allSatisfy { $0.redundantExperts == nil } && plan.redundancy == nil)
  }
}
