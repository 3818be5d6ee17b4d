import Calibrating
import Costing
import Formats

/// Answers with what was measured times a factor, and refuses runs of one accelerator.
struct ScaledPredictor: RunPredicting {
  var factor = 1.0
  var refused = ""

  func prediction(of run: MeasuredRun) throws -> RunPrediction {
    guard run.accelerator != refused else {
      throw Diagnostic(id: .internal, file: run.file, found: run.accelerator, expected: "another accelerator")
    }
    return RunPrediction(values: run.figures.mapValues { $0 * factor }, boundBy: .hbm)
  }
}
