import Experts
import Testing
@testable import ExpertPlacement

struct MoveSchedulerTests {
  private static func slots(_ problem: ExpertProblem) -> [Int] { problem.ranks.map(\.slots) }

  @Test func everyScheduleIsSafeAndSendsNothingTwice() {
    var random = SplitMix(seed: 11)
    var staged = 0
    for number in 0..<2_000 {
      let problem = RandomMaps.problem(&random)
      let current = RandomMaps.map(of: problem, &random)
      let next = RandomMaps.map(of: problem, &random)
      #expect(current.fault(in: problem) == nil && next.fault(in: problem) == nil)
      let schedule = MoveScheduler.schedule(from: current, to: next, in: problem)
      #expect(schedule.fault(from: current, to: next, slots: Self.slots(problem)) == nil, "pair \(number)")
      #expect(schedule.moves.count == next.moves(from: current), "pair \(number)")
      #expect(schedule.stagedAtOnce <= 2)
      staged += schedule.stagedMoves
    }
    // Else rings have not been tried.
    #expect(staged > 200)
  }

  /// Three ranks of one slot hand their experts round: 0 → 1 → 2 → 0. One waits in a buffer, the others follow.
  @Test func aRingNeedsOneBuffer() {
    let problem = ExpertProblem(tokens: [[1, 1, 1]], ranks: .equal(3, copies: 3), redundant: 0)
    let current = ExpertMap(ranks: [[0], [1], [2]])
    let next = ExpertMap(ranks: [[2], [0], [1]])
    let schedule = MoveScheduler.schedule(from: current, to: next, in: problem)
    #expect(schedule.fault(from: current, to: next, slots: [1, 1, 1]) == nil)
    #expect(schedule.moves.count == 3)
    #expect(schedule.stagedMoves == 1)
  }

  /// Two rings that share a rank: a second buffer is filled when the first cannot be emptied.
  @Test func ringsMayShareARank() {
    let problem = ExpertProblem(tokens: [[1, 1, 1, 1]], ranks: .equal(2, copies: 4), redundant: 0)
    let current = ExpertMap(ranks: [[0, 1], [2, 3]])
    let next = ExpertMap(ranks: [[2, 3], [0, 1]])
    let schedule = MoveScheduler.schedule(from: current, to: next, in: problem)
    #expect(schedule.fault(from: current, to: next, slots: [2, 2]) == nil)
    #expect(schedule.moves.count == 4)
  }

  /// Rank 1 has a slot to spare, so 0 goes there first and rank 0 may take 2 over it.
  @Test func anEmptySlotLoosensARing() {
    let ranks = [ExpertRank(slots: 1), ExpertRank(slots: 3)]
    let problem = ExpertProblem(tokens: [[1, 1, 1]], ranks: ranks, redundant: 0)
    let current = ExpertMap(ranks: [[0], [1, 2]])
    let next = ExpertMap(ranks: [[2], [0, 1]])
    let schedule = MoveScheduler.schedule(from: current, to: next, in: problem)
    #expect(schedule.fault(from: current, to: next, slots: [1, 3]) == nil)
    #expect(schedule.stagedMoves == 0)
    #expect(
      schedule.steps == [
        .transfer(ExpertMove(expert: 0, source: 0, destination: 1, landing: .free)),
        .transfer(ExpertMove(expert: 2, source: 1, destination: 0, landing: .overwriting(expert: 0))),
        .drop(rank: 1, expert: 2),
      ])
  }

  @Test func theSameMapNeedsNoStep() {
    var random = SplitMix(seed: 3)
    let problem = RandomMaps.problem(&random)
    let map = RandomMaps.map(of: problem, &random)
    #expect(MoveScheduler.schedule(from: map, to: map, in: problem).steps.isEmpty)
  }

  /// Rank 2 gets expert 0 from rank 1 of its own domain, although rank 0 has it too.
  @Test func aSourceInTheSameDomainIsPreferred() {
    let problem = ExpertProblem(
      tokens: [[2, 1]], ranks: [0, 1, 1].map { ExpertRank(slots: 2, domain: $0) }, redundant: 2)
    let current = ExpertMap(ranks: [[0, 1], [0], []])
    let next = ExpertMap(ranks: [[0, 1], [0], [0]])
    let schedule = MoveScheduler.schedule(from: current, to: next, in: problem)
    #expect(schedule.moves == [ExpertMove(expert: 0, source: 1, destination: 2, landing: .free)])
  }
}
