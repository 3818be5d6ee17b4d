import Testing
@testable import Experts

struct MoveScheduleTests {
  /// Ranks 0 and 1 exchange experts 1 and 2, their only copies, with all slots full: one has to wait in a buffer.
  private static let current = ExpertMap(ranks: [[0, 1], [2, 3]])
  private static let next = ExpertMap(ranks: [[0, 2], [1, 3]])

  private static func move(_ expert: Int, _ source: Int, _ destination: Int, _ landing: MoveLanding) -> MoveStep {
    .transfer(ExpertMove(expert: expert, source: source, destination: destination, landing: landing))
  }

  private static let staging = move(1, 0, 1, .staging)
  private static let over = move(2, 1, 0, .overwriting(expert: 1))
  private static let settling = MoveStep.settle(rank: 1, expert: 1, landing: .overwriting(expert: 2))

  private static func fault(_ steps: [MoveStep], slots: Int = 2) -> MoveFault? {
    MoveSchedule(steps: steps).fault(from: current, to: next, slots: [slots, slots])
  }

  @Test func anExchangeOfLastCopiesPassesThroughABuffer() {
    let schedule = MoveSchedule(steps: [Self.staging, Self.over, Self.settling])
    #expect(schedule.fault(from: Self.current, to: Self.next, slots: [2, 2]) == nil)
    #expect(schedule.moves.count == 2)
    #expect(Self.next.moves(from: Self.current) == 2)
    #expect(schedule.stagedMoves == 1)
    #expect(schedule.stagedAtOnce == 1)
    // One expert into each rank and one out of each.
    #expect(schedule.busiest(of: 2) == 1)
  }

  @Test func everyFaultIsFound() {
    #expect(Self.fault([Self.over]) == .lost(step: 0, expert: 1))
    #expect(Self.fault([Self.move(2, 1, 0, .free)]) == .overfull(step: 0, rank: 0))
    #expect(Self.fault([Self.move(2, 0, 1, .free)]) == .notHeld(step: 0, expert: 2, rank: 0))
    #expect(Self.fault([Self.move(2, 1, 1, .staging)]) == .alreadyHeld(step: 0, expert: 2, rank: 1))
    #expect(Self.fault([Self.move(2, 1, 2, .free)]) == .unknownRank(step: 0))
    #expect(Self.fault([Self.staging, Self.move(0, 0, 1, .staging)]) == .staging(step: 1, rank: 1))
    #expect(Self.fault([Self.staging, Self.staging]) == .alreadyHeld(step: 1, expert: 1, rank: 1))
    #expect(Self.fault([Self.settling]) == .staging(step: 0, rank: 1))
    #expect(Self.fault([.drop(rank: 0, expert: 0)]) == .lost(step: 0, expert: 0))
    #expect(Self.fault([.drop(rank: 0, expert: 3)]) == .notHeld(step: 0, expert: 3, rank: 0))
    #expect(Self.fault([]) == .unfinished(rank: 0))
    #expect(Self.fault([Self.staging, Self.over]) == .unfinished(rank: 1))
    // What is left of the buffer is found even where the slots are right.
    let staged = MoveSchedule(steps: [Self.staging])
    #expect(staged.fault(from: Self.current, to: Self.current, slots: [2, 2]) == .unfinished(rank: 1))
  }

  /// With a third slot each, both can be received before either is given up.
  @Test func freeSlotsNeedNoBuffer() {
    let steps = [
      Self.move(1, 0, 1, .free), Self.move(2, 1, 0, .free), .drop(rank: 0, expert: 1), .drop(rank: 1, expert: 2),
    ]
    #expect(Self.fault(steps, slots: 3) == nil)
    #expect(Self.fault(steps) == .overfull(step: 0, rank: 1))
  }

  /// What runs now may hold an expert twice on a rank; one of the two is given up without harm.
  @Test func aSecondCopyOnTheSameRankMayGo() {
    let current = ExpertMap(ranks: [[0, 0], [1, 2]])
    let next = ExpertMap(ranks: [[0, 1], [1, 2]])
    let schedule = MoveSchedule(steps: [Self.move(1, 1, 0, .overwriting(expert: 0))])
    #expect(schedule.fault(from: current, to: next, slots: [2, 2]) == nil)
    #expect(next.moves(from: current) == 1)
  }
}
