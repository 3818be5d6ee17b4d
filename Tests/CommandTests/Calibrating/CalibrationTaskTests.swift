import Calibrating
import Costing
import Formats
import Foundation
import Testing
@testable import layline

@Suite("The fit behind layline calibrate")
struct CalibrationTaskTests {
  /// Predicts nothing, so that no run can be used.
  private struct Mute: RunPredicting {
    func prediction(of run: MeasuredRun) throws -> RunPrediction { RunPrediction(values: [:], boundBy: .hbm) }
  }

  private func fault(_ arguments: [String]) throws -> Diagnostic? {
    let task = CalibrationTask(read: { _ in ([], []) }, predictor: { _ in Mute() }, family: { $0.accelerator })
    do {
      try task.run(CalibrateOptions.parse(arguments))
      return nil
    } catch {
      return error as? Diagnostic
    }
  }

  @Test func nothingIsWrittenWithoutRuns() throws {
    let folder = try TemporaryFolder()
    let output = "\(folder.url.path())/mine.yaml"
    #expect(try fault(["runs.csv", "--output", output])?.id.rawValue == "missing-runs")
    #expect(folder.names == [])
  }

  @Test func flagsAreReadBeforeAnyFile() throws {
    let folder = try TemporaryFolder()
    let start = ["runs.csv", "--output", "\(folder.url.path())/mine.yaml"]
    #expect(try fault(start + ["--folds", "1"])?.file == "--folds")
    #expect(try fault(start + ["--folds", "many"])?.file == "--folds")
    #expect(try fault(start + ["--leave-out", "rack"])?.file == "--leave-out")
    #expect(try fault(start + ["--from", "magic"])?.id.rawValue == "unknown-calibration")
  }
}
