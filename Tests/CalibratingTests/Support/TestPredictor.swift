import Costing
import Formats
import Synchronization
@testable import Calibrating

/// Answers from a table by id, and keeps what it was shown.
final class TestPredictor: RunPredicting {
  private let answers: [String: [MeasuredQuantity: Double]]
  private let remark: String?
  private let seen = Mutex<[MeasuredRun]>([])

  init(_ answers: [String: [MeasuredQuantity: Double]], remark: String? = nil) {
    self.answers = answers
    self.remark = remark
  }

  var shown: [MeasuredRun] { seen.withLock { $0 } }

  func prediction(of run: MeasuredRun) throws -> RunPrediction {
    seen.withLock { $0.append(run) }
    guard let values = answers[run.id] else {
      throw Diagnostic(id: .unknownModel, file: run.model, found: "no such name", expected: "a known model")
    }
    return RunPrediction(values: values, boundBy: .hbm, remarks: remark.map { [$0] } ?? [])
  }
}
