import Experts
import Optimization
import Testing
@testable import ExpertPlacement

@Suite("The best exchange of two experts")
struct ExchangeSearchTests {
  /// Ranks of 7 + 3 and 5 + 1 want to exchange a difference of 2: 7 against 5 leaves 8 on both.
  @Test(arguments: [true, false]) func ofFourExperts(isSorting: Bool) throws {
    let problem = ExpertProblem(
      popularity: [[7, 3, 5, 1]], ranks: [ExpertRank](repeating: ExpertRank(slots: 2), count: 2), mostCopies: 4)
    var state = PlacementState(problem, popularity: problem.popularity[0])
    state.set([0, 1, 2, 3])
    let found = try #require(ExchangeSearch(state, isSorting: isSorting).best(of: 0, in: state))
    // The other two in exchange are the same but for names.
    #expect(found == (slot: 0, other: 2) || found == (slot: 1, other: 3))
  }

  /// With an empty slot beside it, 5 alone is enough to give away: 6 + 5 and 0 become 6 and 5.
  @Test(arguments: [true, false]) func withAnEmptySlot(isSorting: Bool) throws {
    let problem = ExpertProblem(
      popularity: [[6, 5]], ranks: [ExpertRank](repeating: ExpertRank(slots: 2), count: 2), mostCopies: 2)
    var state = PlacementState(problem, popularity: problem.popularity[0])
    state.set([0, 1, -1, -1])
    let found = try #require(ExchangeSearch(state, isSorting: isSorting).best(of: 0, in: state))
    // Which of the two goes makes no difference.
    #expect(found == (slot: 0, other: 2) || found == (slot: 1, other: 2))
  }

  /// Random placements with copies, stragglers, empty slots and failure domains, exchange after exchange: sorted loads lead
  /// to as good an exchange as all pairs do.
  @Test(arguments: 0..<60) func sortedLoadsFindTheBestOfAllPairs(index: Int) {
    var random = SplitMix(seed: UInt64(500 + index))
    let experts = 12 + random.below(20)
    let ranks = 2 + random.below(4)
    let redundant = index % 3 == 0 ? 0 : random.below(ranks + 3)
    var list = [ExpertRank].equal(ranks, copies: experts + redundant + random.below(4))
    for rank in list.indices {
      list[rank].failureDomain = rank % 2
      if index % 4 == 1 { list[rank].speed = 1 - Double(rank) / 10 }
    }
    let tokens = (0..<experts).map { _ in Double(random.below(index % 5 == 0 ? 4 : 1000)) + 1 }
    let problem = ExpertProblem(tokens: [tokens], ranks: list, redundant: redundant, survivesLoss: index % 6 == 2)
    var state = PlacementState(problem, popularity: problem.popularity[0])
    state.construct(
      ReplicaCounts(loads: tokens, copies: problem.mostCopies, most: ranks).counts)
    var sorted = ExchangeSearch(state, isSorting: true)
    let all = ExchangeSearch(state, isSorting: false)
    for _ in 0..<8 {
      let slowest = state.loads.indices.max { state.rankTime($0) < state.rankTime($1) } ?? 0
      let found = sorted.best(of: slowest, in: state)
      let best = all.best(of: slowest, in: state)
      #expect((found == nil) == (best == nil))
      guard let found, let best else { return }
      let times = [found, best].map { exchange -> Double in
        var after = state
        let isMade = after.exchange(exchange.slot, exchange.other, limit: .infinity)
        #expect(isMade)
        return max(after.rankTime(slowest), after.rankTime(after.rankOfSlot[exchange.other]))
      }
      #expect(abs(times[0] - times[1]) <= 1e-12 * times[1])
      _ = state.exchange(found.slot, found.other, limit: .infinity)
      sorted.exchanged(found.slot, found.other, in: state)
    }
  }

  /// Looking at all pairs of 1,250 and 10,000 slots takes 300 times as long.
  @Test func effortGrowsWithTheSlots() {
    func effort(_ slots: Int) -> Int {
      let problem = ExpertProblem(
        popularity: [[Double](repeating: 1, count: 8 * slots)],
        ranks: [ExpertRank](repeating: ExpertRank(slots: slots), count: 8), mostCopies: 8 * slots)
      var state = PlacementState(problem, popularity: problem.popularity[0])
      state.set(Array(0..<8 * slots))
      return ExchangeSearch(state).effort(0, in: state)
    }
    #expect(effort(16) == 16 * 128)
    #expect(effort(1_250) == 4 * 20_000)
    #expect(effort(2_500) == 2 * effort(1_250))
  }
}

@Suite("Layers of thousands of experts")
struct ManyExpertsTests {
  /// Half the experts of a layer weigh nothing, one weighs as much as fifty.
  private func problem(_ experts: Int, seed: UInt64) -> ExpertProblem {
    var random = SplitMix(seed: seed)
    let tokens = (0..<experts).map { index in index == 7 ? 25_000 : Double(random.below(1000) * (index % 2)) }
    return ExpertProblem(tokens: [tokens], ranks: .equal(8, copies: experts), redundant: 0)
  }

  @Test func areWithinTheTolerance() {
    let problem = problem(5_000, seed: 1)
    let answer = ExpertPlacer(problem, optimizer: GLPKOptimizer()).place()
    #expect(answer.map.fault(in: problem) == nil)
    #expect(answer.gap <= 0.001)
  }

  /// The hottest has a copy on each of 8 GPUs long before 600 copies are dealt out: every slot is filled all the same.
  @Test func copiesFillEverySlot() {
    let tokens = (0..<4_200).map { $0 == 0 ? 1e9 : 1 }
    let problem = ExpertProblem(tokens: [tokens], ranks: .equal(8, copies: 4_800), redundant: 600)
    let answer = ExpertPlacer(problem).place()
    #expect(answer.map.fault(in: problem) == nil)
    #expect(answer.map.ranks.map(\.count) == [Int](repeating: 600, count: 8))
    #expect(answer.gap <= 0.001)
  }

  /// Of loads 9, 1 and 2 the rank that holds 9 and 2 takes another 1, and the other takes 2.
  @Test func theCoolestFillEmptySlots() {
    let problem = ExpertProblem(tokens: [[9, 1, 2]], ranks: .equal(2, copies: 6), redundant: 3)
    var state = PlacementState(problem, popularity: problem.popularity[0])
    state.set([0, 2, -1, 1, 0, -1])
    state.fillWithCoolest()
    #expect(state.map.ranks.map { $0.sorted() } == [[0, 1, 2], [0, 1, 2]])
    #expect(state.expertOfSlot[2] == 1 && state.expertOfSlot[5] == 2)
    #expect(state.map.fault(in: problem) == nil)
  }

  @Test func effortEnds() {
    let effort = PlacementEffort()
    let (few, many, more) = (problem(256, seed: 1), problem(4_096, seed: 1), problem(10_000, seed: 1))
    #expect(effort.annealing(of: few) == (300_000, 8))
    #expect(effort.annealing(of: many) == (4_800_000, 8))
    #expect(effort.annealing(of: more) == (300_000, 2))
    #expect(effort.programs(copies: 288) == 32)
    #expect(effort.programs(copies: 10_000) == 0)
  }

  /// Two kinds of layers in twelve: as many answers as if each were alone, and the same ones.
  @Test func equalLayersAreAnsweredOnce() {
    let kinds = [problem(64, seed: 1), problem(64, seed: 2)]
    let layers = (0..<12).map { kinds[$0 % 3 == 0 ? 0 : 1] }
    let shares = FinishedShares()
    let answers = LayersPlacer(effort: .times(0.01), progress: shares.add).place(layers)
    let alone = kinds.map { ExpertPlacer($0, effort: .times(0.01)).place() }
    #expect(answers == layers.indices.map { alone[$0 % 3 == 0 ? 0 : 1] })
    #expect(shares.all == [0.5, 1])
  }
}
