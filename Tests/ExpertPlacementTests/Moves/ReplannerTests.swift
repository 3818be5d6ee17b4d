import Experts
import Optimization
import Testing
@testable import ExpertPlacement

struct ReplannerTests {
  private static let replanner = Replanner(effort: .times(0.1), optimizer: GLPKOptimizer())

  private static func layer(
    _ loads: [Double], _ current: [[Int]], redundant: Int = 0, bytes: Double = 10, survivesLoss: Bool = false
  ) -> ReplanLayer {
    let ranks = [ExpertRank].equal(current.count, copies: loads.count + redundant, perFailureDomain: 1)
    let problem = ExpertProblem(tokens: [loads], ranks: ranks, redundant: redundant, survivesLoss: survivesLoss)
    return ReplanLayer(problem: problem, current: ExpertMap(ranks: current), bytesPerExpert: bytes)
  }

  /// Loads 5 4 2 1 on two ranks: 9 and 3 of 12, time 1.5. Exchanging 4 for 1 gives 6 and 6 for two moves; one move alone
  /// finds no slot.
  @Test func anExchangeIsFoundWithItsPrice() throws {
    let layer = Self.layer([5, 4, 2, 1], [[0, 1], [2, 3]])
    let frontier = try Self.replanner.frontiers([layer])[0]
    #expect(frontier.points.map(\.moves) == [0, 2])
    #expect(frontier.points.map(\.time) == [1.5, 1])
    #expect(frontier.points[1].map.ranks == [[0, 3], [1, 2]])
    let enough = try Self.replanner.plan([layer], goal: .within(bytes: 20))
    #expect(enough.movedBytes == 20)
    #expect(enough.objective == 1)
    #expect(enough.bound == 1)
    let short = try Self.replanner.plan([layer], goal: .within(bytes: 19.9))
    #expect(short.moveCount == 0)
    #expect(short.objective == 1.5)
  }

  /// A move costs 10 bytes: the exchange is worth 0.5, which pays below 0.025 a byte.
  @Test func aPriceDecides() throws {
    let layer = Self.layer([5, 4, 2, 1], [[0, 1], [2, 3]])
    #expect(try Self.replanner.plan([layer], goal: .priced(perByte: 0.024)).movedBytes == 20)
    #expect(try Self.replanner.plan([layer], goal: .priced(perByte: 0.026)).movedBytes == 0)
    let plan = try Self.replanner.plan([layer], goal: .priced(perByte: 0.01))
    #expect(abs(plan.objective - 1.2) < 1e-12)
  }

  /// Layers that gain 0.5 and 0.25 for two moves each: a budget for two goes to the first, unless the second weighs more.
  @Test func theBudgetGoesWhereItIsWorthMost() throws {
    let first = Self.layer([5, 4, 2, 1], [[0, 1], [2, 3]])
    // 4.5 + 3 of 12 is 1.25; 4.5 + 1.5 is 1.
    let second = Self.layer([4.5, 3, 3, 1.5], [[0, 1], [2, 3]])
    let plan = try Self.replanner.plan([first, second], goal: .within(bytes: 25))
    #expect(plan.layers.map(\.time) == [1, 1.25])
    var heavy = [first, second]
    heavy[1] = ReplanLayer(problem: second.problem, current: second.current, bytesPerExpert: 10, weight: 3)
    let weighted = try Self.replanner.plan(heavy, goal: .within(bytes: 25))
    #expect(weighted.layers.map(\.time) == [1.5, 1])
    #expect(weighted.objective == 1.5 + 3)
  }

  @Test func smallFrontiersAreTheBestOfAllMaps() throws {
    var random = SplitMix(seed: 17)
    var best = 0
    var count = 0
    for number in 0..<25 {
      let loads = (0..<5).map { _ in 1 + Double(random.below(20)) }
      let ranks = (0..<3).map { ExpertRank(slots: 2 + random.below(2), speed: $0 == 0 && number % 3 == 0 ? 0.5 : 1) }
      let problem = ExpertProblem(
        tokens: [loads, loads.reversed()], ranks: ranks, redundant: ranks.reduce(0) { $0 + $1.slots } - 5)
      let current = RandomMaps.full(problem, &random)
      let layer = ReplanLayer(problem: problem, current: current, bytesPerExpert: 1)
      let frontier = try Self.replanner.frontiers([layer])[0]
      // The search gives no slot up, as runtimes have an expert in each; the fresh map may have left one empty.
      let full = MapOracle.leastTimes(from: current, in: problem, copies: problem.slotCount)
      let any = MapOracle.leastTimes(from: current, in: problem, copies: 5)
      for moves in full.indices {
        let found = frontier.best(within: moves).time
        #expect(found >= any[moves] * (1 - 1e-12), "\(number), \(moves) moves")
        #expect(found <= full[moves] * 1.1, "\(number), \(moves) moves")
        if found <= full[moves] * (1 + 1e-9) { best += 1 }
        count += 1
      }
    }
    #expect(best * 10 >= count * 9, "\(best) of \(count)")
  }

  @Test func copiesKeepToTheirRules() throws {
    let ranks = [ExpertRank].equal(4, copies: 12, perDomain: 2, perFailureDomain: 1)
    var random = SplitMix(seed: 2)
    for _ in 0..<10 {
      let loads = (0..<8).map { _ in 1 + Double(random.below(40)) }
      let problem = ExpertProblem(tokens: [loads], ranks: ranks, redundant: 4, survivesLoss: true, wholeGroups: 2)
      let current = ExpertMap(ranks: [[0, 1, 2], [0, 2, 3], [4, 5, 6], [5, 6, 7]])
      #expect(current.fault(in: problem) == nil)
      let layer = ReplanLayer(problem: problem, current: current, bytesPerExpert: 1)
      for point in try Self.replanner.frontiers([layer])[0].points {
        #expect(point.map.fault(in: problem) == nil)
        #expect(point.moves == point.map.moves(from: current))
        #expect(point.time == point.map.time(of: problem))
      }
    }
  }

  @Test func moreBudgetNeverHurtsAndSchedulesAreSafe() throws {
    var random = SplitMix(seed: 23)
    let layers = (0..<6).map { _ -> ReplanLayer in
      let old = (0..<32).map { _ in 1 + Double(random.below(100)) }
      let new = (0..<32).map { _ in 1 + Double(random.below(100)) }
      let ranks = [ExpertRank].equal(8, copies: 40)
      let current = ExpertPlacer(
        ExpertProblem(tokens: [old], ranks: ranks, redundant: 8), effort: .times(0.1)
      ).place().map
      return ReplanLayer(
        problem: ExpertProblem(tokens: [new], ranks: ranks, redundant: 8), current: current, bytesPerExpert: 44)
    }
    let frontiers = try Self.replanner.frontiers(layers)
    var last = Double.infinity
    for budget in [0, 44, 88, 200, 500, 1_000, 2_000, 5_000, 100_000] {
      let plan = Self.replanner.choose(from: frontiers, of: layers, goal: .within(bytes: Double(budget)))
      #expect(plan.objective <= last * (1 + 1e-6))
      #expect(plan.movedBytes <= Double(budget))
      #expect(plan.bound <= plan.objective)
      last = plan.objective
      for (layer, next) in zip(layers, plan.layers) {
        let slots = layer.problem.ranks.map(\.slots)
        #expect(next.schedule.fault(from: layer.current, to: next.map, slots: slots) == nil)
        #expect(Double(next.schedule.moves.count) * 44 == next.movedBytes)
        #expect(next.time >= next.bound.time * (1 - 1e-12))
      }
      if budget == 0 { #expect(plan.layers.map(\.map) == layers.map(\.current)) }
    }
    // With all that it wants, as good as planned from nothing.
    for (frontier, layer) in zip(frontiers, layers) {
      let fresh = ExpertPlacer(layer.problem, effort: .times(0.1)).place()
      #expect((frontier.points.last?.time ?? .infinity) <= fresh.time * (1 + 1e-12))
    }
  }

  /// The runtime's own map may hold an expert twice on a rank; it is no fault, and what replaces it is sound.
  @Test func aMapWithACopyTwiceOnARankCanBeLeft() throws {
    let layer = Self.layer([8, 2, 1, 1], [[0, 0, 1], [2, 3]], redundant: 2)
    let plan = try Self.replanner.plan([layer], goal: .within(bytes: 100))
    #expect(plan.layers[0].map.fault(in: layer.problem) == nil)
    #expect(abs(plan.layers[0].currentTime - 10.0 / 6) < 1e-12)
    #expect(abs(plan.layers[0].time - 1) < 1e-12)
    #expect(plan.layers[0].schedule.fault(from: layer.current, to: plan.layers[0].map, slots: [3, 3]) == nil)
  }

  @Test func aMapOfAnotherProblemIsRefused() {
    let layer = Self.layer([5, 4, 2, 1], [[0, 1], [2, 2]])
    let fault = #expect(throws: ReplanFault.self) { try Self.replanner.plan([layer], goal: .within(bytes: 1)) }
    #expect(fault?.fault == .missing(expert: 3))
    #expect(fault.map { "\($0)" } == "the current map of layer 0 does not fit: no rank holds expert 3")
  }
}
