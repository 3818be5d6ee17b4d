import Calibrating
import Costing
import Formats
import FoundationEssentials
import Reporting

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
    let progress = ProgressLine("calibrating")
    let calibrator = try Calibrator(source, options: settings, progress: progress.show) { [predictor] document in
      try predictor(document.calibration())
    }
    defer { progress.finish() }
    let fit = try calibrator.fit(
      files.flatMap(\.runs), unreadable: files.flatMap(\.unreadable), files: options.files, name: output.name)
    progress.finish()
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

/// The file that a fitted calibration goes to: never one that ships, nor one that the fit reads.
struct CalibrationOutput {
  private static let shipped = ["default", "ideal"]

  let file: OutputFile
  /// What the fitted calibration is called: the file's name without its ending.
  let name: String

  /// Looks at the file before any work is done.
  /// - Parameters:
  ///   - path: As the user wrote it.
  ///   - inputs: Files that the fit reads.
  /// - Throws: `Diagnostic` "output-failed" or "output-taken".
  init(path: String, inputs: [String]) throws {
    let url = URL(fileURLWithPath: path)
    name = url.deletingPathExtension().lastPathComponent
    guard ["yaml", "yml"].contains(url.pathExtension) else {
      throw Self.fault(.outputFailed, "\"\(path)\"", expected: "a name that ends in .yaml")
    }
    guard !Self.shipped.contains(name) else {
      throw Self.fault(.outputTaken, "\"\(path)\"", expected: "another name than that of a shipped calibration")
    }
    file = try OutputFile(flag: "--output", path: path)
    let target = url.resolvingSymlinksInPath().path
    if let input = inputs.first(where: { URL(fileURLWithPath: $0).resolvingSymlinksInPath().path == target }) {
      throw Self.fault(.outputTaken, "\"\(path)\"", expected: "another file than \(input), which is read")
    }
    if let taken = Self.nameInside(path), Self.shipped.contains(taken) {
      throw Self.fault(
        .outputTaken, "\"\(path)\", which holds the shipped calibration \(taken)", expected: "another file")
    }
  }

  func write(_ document: CalibrationDocument) throws { try file.write(Data(document.text.utf8)) }

  /// The name of the calibration that a file holds; `nil` where there is none to lose.
  private static func nameInside(_ path: String) -> String? {
    guard let bytes = try? InputDocument.bytes(ofFile: path) else { return nil }
    return (try? CalibrationDocument(String(decoding: bytes, as: UTF8.self), file: path))?.name
  }

  private static func fault(_ id: DiagnosticID, _ found: String, expected: String) -> Diagnostic {
    Diagnostic(id: id, file: "--output", found: found, expected: expected)
  }
}
