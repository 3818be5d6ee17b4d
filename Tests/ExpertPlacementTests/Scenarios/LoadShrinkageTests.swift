import Testing
@testable import ExpertPlacement

@Suite("Counts of few tokens are moved towards what many say")
struct LoadShrinkageTests {
  /// One scenario: 4, 0, 2, 2 are 8 tokens of 4 experts, 2 each. Square deviations 4 + 4 = 8; chance 8 · 3/4 = 6. So 1/4 is
  /// kept: 2 + 2/4, 2 − 2/4.
  @Test func towardsAnEvenLoad() {
    let shrunk = LoadShrinkage([[4, 0, 2, 2]])
    #expect(shrunk.ofExperts == 0.25)
    #expect(shrunk.ofScenarios == [1])
    #expect(shrunk.loads == [[2.5, 1.5, 2, 2]])
  }

  /// Two scenarios of 20 tokens: 12, 8 and 8, 12 of two experts: together even, p = 1/2. Square deviations of each from
  /// 10, 10 are 4 + 4 = 8; chance is 20 · (1/4 + 1/4) · (1 − 20/40) = 5. So 3/8 is kept: 10 ± 0.75.
  @Test func towardsAllScenarios() {
    let shrunk = LoadShrinkage([[12, 8], [8, 12]])
    #expect(shrunk.ofScenarios == [0.375, 0.375])
    #expect(shrunk.loads == [[10.75, 9.25], [9.25, 10.75]])
    #expect(shrunk.isNeeded)
  }

  @Test func manyTokensStayAsTheyAre() {
    let tokens: [[Double]] = [[12_000, 8_000], [8_000, 12_000]]
    let shrunk = LoadShrinkage(tokens)
    #expect(shrunk.loads == tokens)
    #expect(!shrunk.isNeeded)
  }

  /// Popularities that somebody normalised are no counts.
  @Test func sharesStayAsTheyAre() {
    let tokens = [[0.4, 0.1, 0.3, 0.2], [0.1, 0.4, 0.2, 0.3]]
    #expect(LoadShrinkage(tokens).loads == tokens)
    #expect(!LoadShrinkage([[0, 0]]).isNeeded)
  }

  @Test func tokensOfAScenarioStayAsMany() {
    for seed in UInt64(0)..<50 {
      var random = SplitMix(seed: seed)
      let experts = Int.random(in: 2...20, using: &random)
      let tokens = (0..<Int.random(in: 1...4, using: &random)).map { _ in
        (0..<experts).map { _ in Double(Int.random(in: 0...6, using: &random)) }
      }
      let shrunk = LoadShrinkage(tokens)
      for (before, after) in zip(tokens, shrunk.loads) {
        #expect(abs(before.reduce(0, +) - after.reduce(0, +)) < 1e-9, "seed \(seed)")
        #expect(after.allSatisfy { $0 > -1e-9 }, "seed \(seed)")
      }
      #expect((shrunk.ofScenarios + [shrunk.ofExperts]).allSatisfy { (0...1).contains($0) }, "seed \(seed)")
    }
  }

  /// Six recordings of 512 tokens that differ by chance alone are taken to be one.
  @Test func chanceAloneIsNotKept() {
    var random = SplitMix(seed: 5)
    let tokens = (0..<6).map { _ in
      var counts = [Double](repeating: 0, count: 64)
      for _ in 0..<512 {
        counts[min(63, Int.random(in: 0...63, using: &random) / Int.random(in: 1...8, using: &random))] += 1
      }
      return counts
    }
    let shrunk = LoadShrinkage(tokens)
    #expect(shrunk.ofScenarios.allSatisfy { $0 < 0.4 })
    #expect(shrunk.ofExperts == 1)
  }
}
