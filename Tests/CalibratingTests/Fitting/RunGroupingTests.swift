import Costing
import Testing
@testable import Calibrating

@Suite("Runs of one configuration, and of none that was seen")
struct RunGroupingTests {
  private let run = ToyServing.run(1, "red", "m/one", 4, 16)

  @Test func concurrencyIsNoPartOfAConfiguration() {
    #expect(run.configuration == ToyServing.run(2, "red", "m/one", 4, 256).configuration)
  }

  @Test func everythingElseIs() {
    var others = [
      ToyServing.run(1, "blue", "m/one", 4, 16), ToyServing.run(1, "red", "m/two", 4, 16),
      ToyServing.run(1, "red", "m/one", 8, 16),
    ]
    others += [MeasuredRun](repeating: run, count: 6)
    others[3].runtime = "vllm"
    others[4].weightFormat = .nvfp4
    others[5].cacheFormat = .float8
    others[6].traffic.inputTokens = 8_192
    others[7].deployment = .decodeOnly(WorkerGroup(tensorParallel: 4))
    others[8].speculation = Speculation(draftTokens: 2, acceptance: 0.8)
    #expect(Set((others + [run]).map(\.configuration)).count == 10)
  }

  @Test func aPredictionOfSomethingElseIsRemarkedOn() throws {
    let range = try #require(FittedRange([run, ToyServing.run(2, "red", "m/one", 8, 64)]))
    #expect(range.remarks(on: ApplicabilityQuestion(run)) == [])
    var other = ApplicabilityQuestion(ToyServing.run(3, "blue", "m/two", 72, 1_024))
    other.runtime = "vllm"
    other.context = 128_000
    #expect(
      range.remarks(on: other) == [
        "the calibration was fitted on no run of accelerator blue",
        "the calibration was fitted on no run of runtime vllm",
        "the calibration was fitted on no run of model m/two",
        "72 GPUs: the calibration was fitted on 4 to 8",
        "128,000 tokens of context: the calibration was fitted on 1,280 to 1,280",
        "1,024 sequences per rank: the calibration was fitted on 16 to 64",
      ])
  }

  /// One observation under two names counts once; TTFT is another one.
  @Test func aStepIsFittedOnce() {
    var run = run
    run.figures = [.outputTokensPerSecondPerUser: 50, .timePerOutputToken: 0.02, .timeToFirstToken: 1]
    #expect(FittedQuantities.of(run) == [.timePerOutputToken, .timeToFirstToken])
    run.figures = [.inputTokensPerSecondPerGPU: 5_000]
    #expect(FittedQuantities.of(run) == [.inputTokensPerSecondPerGPU])
  }

  /// Errors of 0, 20 % and 50 %, and a miss: mean 42.5 %, median 35 %, half within 25 %.
  @Test func errors() throws {
    let errors = try #require(RunErrors([(10, 10), (8, 10), (15, 10), (nil, 10)]))
    #expect(abs(errors.mean - 0.425) < 1e-12 && abs(errors.median - 0.35) < 1e-12)
    #expect(errors.withinQuarter == 0.5 && errors.count == 4 && errors.unpredicted == 1)
    #expect(RunErrors([]) == nil)
  }
}
