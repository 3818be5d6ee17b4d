import Testing
@testable import layline

@Suite("What is left of a long run")
struct ProgressTests {
  /// A quarter in 30 s leaves 90 s; a tenth in 60 s, nine minutes.
  @Test(arguments: [
    (0.25, 30.0, " about 90 s left"), (0.1, 60, " about 9 min left"), (0.5, 5, " about 5 s left"),
    // Too early, too little, and nothing left.
    (0.5, 4, ""), (0.01, 30, ""), (0.999, 30, ""), (1, 30, ""),
  ])
  func timeLeft(share: Double, seconds: Double, text: String) {
    #expect(ProgressLine.timeLeft(share: share, after: seconds) == text)
  }
}
