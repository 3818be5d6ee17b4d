import Formats
import Synchronization
import Testing
@testable import Calibrating

@Suite("Statistics are as reckoned by hand")
struct StatisticsTests {
  private static let reason = Diagnostic(id: .wrongType, file: "runs", line: 9, found: "x", expected: "a number")

  /// Measured 10, 20, 40, 80 and one that could not be read; predicted 11, 30, 30, none and none.
  private func validation() -> (RunValidation, TestPredictor) {
    let measured: [(String, Double)] = [("a", 10), ("b", 20), ("c", 40), ("d", 80)]
    let predictor = TestPredictor(
      ["a": [.timePerOutputToken: 11], "b": [.timePerOutputToken: 30], "c": [.timePerOutputToken: 30]],
      remark: "a remark")
    let row = UnreadableRow(
      id: "e", place: "line 9", labels: RunLabels(accelerator: "H200"), quantities: [.timePerOutputToken],
      reason: Self.reason)
    let file = SmallRuns.file(
      measured.map { SmallRuns.run($0.0, figures: [.timePerOutputToken: $0.1]) }, unreadable: [row])
    return (RunValidation([file], predictor: predictor), predictor)
  }

  @Test func errorsOfAllRowsAndRatiosOfAnswers() throws {
    let statistics = validation().0.statistics
    #expect(statistics.rows == 5 && statistics.answered == 3)
    let figures = try #require(statistics.quantities[.timePerOutputToken])
    // Errors 0.1, 0.5, 0.25, 1, 1; ratios 1.1, 1.5, 0.75.
    #expect(figures.rows == 5 && figures.answered == 3)
    #expect(abs(figures.mape - 0.57) < 1e-12)
    #expect(figures.medianError == 0.5)
    #expect(figures.medianRatio == 1.1)
    #expect(figures.within25 == 0.4)
    #expect(statistics.quantities[.timeToFirstToken] == nil)
  }

  @Test func theMedianOfAnEvenNumberIsBetweenTheTwo() throws {
    let runs = ["a", "b"].map { SmallRuns.run($0, figures: [.timeToFirstToken: 1]) }
    let predictor = TestPredictor(["a": [.timeToFirstToken: 1.5], "b": [.timeToFirstToken: 3]])
    let figures = RunValidation([SmallRuns.file(runs)], predictor: predictor).statistics.quantities[.timeToFirstToken]
    #expect(figures?.medianError == 1.25 && figures?.medianRatio == 2.25)
  }

  @Test func thePredictorSeesNoFigures() {
    let (_, predictor) = validation()
    #expect(predictor.shown.map(\.id).sorted() == ["a", "b", "c", "d"])
    #expect(predictor.shown.allSatisfy { $0.figures.isEmpty })
  }

  @Test func everyRowWithoutAnAnswerHasItsReason() {
    let unanswered = validation().0.unanswered
    #expect(unanswered.map(\.id) == ["d", "e"])
    #expect(unanswered.map { $0.reason?.id.rawValue } == ["unknown-model", "wrong-type"])
    #expect(unanswered[1].comparisons.map(\.error) == [1])
  }

  @Test(arguments: [Double.nan, .infinity, 0, -1])
  func aFigureThatIsNoneIsAMiss(value: Double) {
    let run = SmallRuns.run("a", figures: [.timePerOutputToken: 1, .timeToFirstToken: 1])
    let predictor = TestPredictor(["a": [.timePerOutputToken: value, .timeToFirstToken: 1]])
    let validation = RunValidation([SmallRuns.file([run])], predictor: predictor)
    #expect(validation.statistics.answered == 0)
    #expect(validation.unanswered.first?.reason?.id.rawValue == "quantity-not-predicted")
    #expect(validation.unanswered.first?.reason?.found == "no timePerOutputToken")
    #expect(validation.statistics.quantities[.timePerOutputToken]?.mape == 1)
    #expect(validation.statistics.quantities[.timeToFirstToken]?.mape == 0)
  }

  @Test func theWorstStandFirst() {
    #expect(validation().0.worst(2).map(\.id) == ["b", "c"])
    #expect(validation().0.worst(10).count == 3)
  }

  @Test func remarksAreCounted() {
    #expect(validation().0.remarks == ["a remark (3 rows)"])
  }

  @Test func groupsAreSortedAndUnreadableRowsCountInTheirs() {
    let runs = [
      SmallRuns.run("a", accelerator: "H200-SXM", figures: [.timePerOutputToken: 10]),
      SmallRuns.run("b", accelerator: "gb200", runtime: nil, figures: [.timePerOutputToken: 10]),
      SmallRuns.run("c", accelerator: "h200_sxm", runtime: "vllm", figures: [.timePerOutputToken: 10]),
    ]
    let row = UnreadableRow(
      id: "e", place: "line 9", labels: RunLabels(model: "DeepSeek-V3", accelerator: "H200"),
      quantities: [.timePerOutputToken], reason: Self.reason)
    let predictor = TestPredictor(
      Dictionary(uniqueKeysWithValues: ["a", "b", "c"].map { ($0, [.timePerOutputToken: 10]) }))
    let validation = RunValidation([SmallRuns.file(runs, unreadable: [row])], predictor: predictor)
    let byAccelerator = validation.groups(by: .accelerator)
    #expect(byAccelerator.map(\.name) == [["GB200"], ["H200"]])
    #expect(byAccelerator.map(\.statistics.rows) == [1, 3])
    #expect(abs((byAccelerator[1].statistics.quantities[.timePerOutputToken]?.mape ?? 0) - 1.0 / 3) < 1e-12)
    #expect(
      validation.groups(by: .configuration).map { $0.name.joined(separator: " ") } == [
        "DeepSeek-V3 GB200 aggregated -", "DeepSeek-V3 H200 - -", "DeepSeek-V3 H200 aggregated sglang",
        "DeepSeek-V3 H200 aggregated vllm",
      ])
    for grouping in Grouping.allCases {
      #expect(validation.groups(by: grouping).map(\.statistics.rows).reduce(0, +) == 4)
    }
  }

  @Test func progressGrowsToTheLastRow() {
    let runs = (0..<4).map { SmallRuns.run("\($0)", figures: [.timePerOutputToken: 1]) }
    let shares = Mutex<[Double]>([])
    _ = RunValidation([SmallRuns.file(runs)], predictor: TestPredictor([:])) { share in
      shares.withLock { $0.append(share) }
    }
    #expect(shares.withLock { $0.sorted() } == [0.25, 0.5, 0.75, 1])
  }
}
