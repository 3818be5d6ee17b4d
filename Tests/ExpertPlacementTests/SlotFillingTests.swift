import Experts
import Testing
@testable import ExpertPlacement

@Suite("Empty slots are filled with what helps most")
struct SlotFillingTests {
  /// Loads 6 and 2 on two GPUs of two slots: the only way to fill both is every expert on both.
  @Test func everyExpertEverywhere() {
    let problem = ExpertProblem(tokens: [[6, 2]], ranks: .equal(2, copies: 4), redundant: 2)
    #expect(SlotFilling(problem).filled(ExpertMap(ranks: [[0], [1]])).ranks == [[0, 1], [0, 1]])
  }

  /// GPUs 0 and 1 fail together, and 2 and 3. GPU 1 must not take expert 0, whose copies would be lost with one failure; it
  /// takes 1 (6 is left as the hottest). GPU 2 takes 0, which leaves 3, and not 1, which leaves 6.
  @Test func rulesHold() {
    let problem = ExpertProblem(
      tokens: [[6, 2]], ranks: .equal(4, copies: 4, perFailureDomain: 2), redundant: 2, survivesLoss: true)
    #expect(SlotFilling(problem).filled(ExpertMap(ranks: [[0], [], [], [1]])).ranks == [[0], [1], [0], [1]])
  }

  /// Three copies for four slots: one stays empty, and which is the search's choice.
  @Test func slotsWithoutCopiesStayEmpty() {
    let problem = ExpertProblem(tokens: [[6, 2]], ranks: .equal(2, copies: 3), redundant: 1)
    #expect(SlotFilling(problem).filled(ExpertMap(ranks: [[0], [1]])).ranks == [[0], [1]])
  }
}
