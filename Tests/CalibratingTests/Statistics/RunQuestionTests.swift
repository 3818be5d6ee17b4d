import Costing
import Formats
import Testing
@testable import Calibrating

@Suite("Runs that are the same question")
struct RunQuestionTests {
  private func run(_ index: Int, batch: Double, accelerator: String = "h200_sxm") -> MeasuredRun {
    MeasuredRun(
      id: "run \(index)", file: "runs.csv", place: "line \(index)", model: "deepseek-ai/DeepSeek-V3",
      accelerator: accelerator, runtime: "sglang", deployment: .aggregated(WorkerGroup(tensorParallel: 8)),
      traffic: Traffic(inputTokens: 1_024, outputTokens: 128, load: .concurrency(batch)),
      figures: [.timePerOutputToken: 0.01 + Double(index) / 1000])
  }

  /// Twelve runs at three concurrencies are three questions.
  @Test func areAnsweredOnce() throws {
    let answers = AnsweredQuestions()
    var asked: [Double] = []
    for index in 0..<12 {
      let batch = Double(1 + index % 3)
      let answer = answers.answer(to: run(index, batch: batch)) {
        asked.append(batch)
        return RunPrediction(values: [.timePerOutputToken: batch], boundBy: .hbm)
      }
      #expect(answer.values == [.timePerOutputToken: batch])
    }
    #expect(asked == [1, 2, 3] && answers.count == 3)
  }

  /// Each fault names its own run.
  @Test func faultsAreNotKept() {
    let answers = AnsweredQuestions()
    for index in 0..<3 {
      let fault = #expect(throws: Diagnostic.self) {
        try answers.answer(to: run(index, batch: 1)) {
          throw Diagnostic(id: .internal, file: "runs.csv", key: "run \(index)", found: "", expected: "")
        }
      }
      #expect(fault?.key == "run \(index)")
    }
    #expect(answers.count == 0)
  }

  /// As many outcomes as rows, in their order, each with its own measurement and the prediction that it had alone.
  @Test func validationKeepsTheRowsApart() throws {
    let runs = (0..<40).map { run($0, batch: Double(1 + $0 % 4)) }
    let predictor = RunPredictor(calibration: try .shipped("default"))
    let validation = RunValidation([SmallRuns.file(runs)], predictor: predictor)
    #expect(validation.outcomes.map(\.id) == runs.map(\.id))
    for (run, outcome) in zip(runs, validation.outcomes) {
      let alone = try RunPredictor(calibration: .shipped("default")).prediction(of: run)
      #expect(outcome.comparisons.map(\.measured) == [run.figures[.timePerOutputToken]])
      #expect(outcome.comparisons.map(\.predicted) == [alone.values[.timePerOutputToken]])
    }
  }

  /// A figure of Hopper says nothing about a run on Blackwell; a common one may.
  @Test func agreeWhereTheFiguresDo() throws {
    let source = try CalibrationDocument(.shipped("default"))
    func predictor(_ key: String, _ value: String) throws -> RunPredictor {
      let edit = CalibrationEdit(value: value, evidence: "a test")
      return RunPredictor(calibration: try source.replacing([key: edit]).calibration())
    }
    let before = RunPredictor(calibration: try source.calibration())
    let hopper = try predictor("families.hopper.overhead.factor", "1.7")
    let common = try predictor("common.overhead.step", "900 us")
    let (here, there) = (run(1, batch: 4), run(1, batch: 4, accelerator: "b200_sxm"))
    #expect(!hopper.agrees(with: before, on: here) && hopper.agrees(with: before, on: there))
    #expect(!common.agrees(with: before, on: here) && !common.agrees(with: before, on: there))
    #expect(try hopper.prediction(of: there).values == before.prediction(of: there).values)
    #expect(try hopper.prediction(of: here).values != before.prediction(of: here).values)
  }

  /// Known residuals change nothing, to the last bit: of each figure that a fit may move.
  @Test func knownResidualsAreThoseWorkedOutAgain() throws {
    let source = try CalibrationDocument(.shipped("default"))
    let parameters = try FigureSelection(source, kinds: FittableParameters.all).parameters
    let shared = RunPredictor(calibration: try source.calibration())
    let problem = CalibrationProblem(
      [run(1, batch: 4), run(2, batch: 32, accelerator: "b200_sxm")],
      template: try CalibrationTemplate(source, parameters: parameters)
    ) { shared.with(calibration: try $0.calibration()) }
    let values = parameters.map(\.prior)
    let known = KnownResiduals(values: values, residuals: try problem.residuals(at: values))
    for index in values.indices {
      var moved = values
      moved[index] = min(parameters[index].bounds.upperBound, moved[index] * 1.01)
      #expect(
        try problem.residuals(at: moved, knowing: known) == problem.residuals(at: moved), "\(parameters[index].key)")
    }
  }
}
