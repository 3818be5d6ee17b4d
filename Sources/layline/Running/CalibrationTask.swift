import Costing
import Reporting
import Validation

/// Fits a calibration to measured runs, writes it and prints how far to trust it.
struct CalibrationTask {
  /// Runs of a measured file, and the rows of it that could not be read.
  let read: (_ file: String) throws -> (runs: [MeasuredRun], unreadable: [UnusedRun])
  /// What predicts runs with a calibration; called from several threads at once.
  let predictor: @Sendable (Calibration) throws -> any RunPredicting
  /// The accelerator family of a run: "hopper".
  let family: @Sendable (MeasuredRun) throws -> String

  /// - Throws: `Diagnostic` for bad inputs, too few runs, or an output that would overwrite what must stay.
  func run(_ options: CalibrateOptions) throws {
    let output = try CalibrationOutput(path: options.output, inputs: options.files + [options.from])
    let settings = try settings(options)
    let source = try options.source()
    let files = try options.files.map(read)
    let calibrator = try Calibrator(source, options: settings) { [predictor] document in
      try predictor(document.calibration())
    }
    let fit = try calibrator.fit(
      files.flatMap(\.runs), unreadable: files.flatMap(\.unreadable), files: options.files, name: output.name)
    try output.write(fit.document)
    try Answer.print(
      options.json ? JSONText.encode(CalibrationFitDocument(fit)) : CalibrationFitReport(fit).description)
  }

  private func settings(_ options: CalibrateOptions) throws -> CalibratorOptions {
    var settings = CalibratorOptions()
    settings.folds = try options.foldCount()
    settings.leaveOut = try options.group().map { group in
      switch group {
      case .family: LeaveOut(kind: group.rawValue, group: family)
      case .model: LeaveOut(kind: group.rawValue) { $0.model }
      }
    }
    return settings
  }
}
