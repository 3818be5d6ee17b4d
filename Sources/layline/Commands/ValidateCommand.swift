import ArgumentParser
import Costing
import Foundation
import Inputs
import Reporting
import Validation

/// `layline validate`.
struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate", abstract: "Predict measured serving runs and say how far off the predictions are.",
    discussion: """
      A file is a CSV table of serving runs, a JSON list of published figures, the result of "vllm bench serve \
      --save-result" or the lines of "sglang.bench_serving --output-file"; its content says which. Every run is \
      predicted before its measured figures are looked at, and a row without an answer counts as an error of 100 %.
      """)

  @Argument(help: "Files of measured runs.", completion: .file(extensions: ["csv", "json", "jsonl"]))
  var files: [String]

  @Option(help: "Efficiencies and overheads: default, ideal (peak rooflines) or a file.", completion: .calibrations)
  var calibration = "default"

  @Option(
    help: "What the printed table is grouped by: configuration, accelerator, model, runtime or mode.",
    completion: .words(Grouping.self))
  var by = Grouping.configuration.rawValue

  @Flag(help: "Print the statistics as JSON, with every grouping.")
  var json = false

  @Option(help: "Write the statistics as JSON to this file.", completion: .jsonFiles)
  var output: String?

  @Option(help: "Write every measured figure and its prediction to this file, as CSV.", completion: .csvFiles)
  var predictions: String?

  @OptionGroup(title: "What results of load generators leave out") var benchmark: BenchmarkOptions

  func run() throws {
    let outputFile = try output.map { try OutputFile(flag: "--output", path: $0) }
    let predictionsFile = try predictions.map { try OutputFile(flag: "--predictions", path: $0) }
    let grouping = try FlagValue.node("--by", by)?.choice(Grouping.self) ?? .configuration
    let reader = MeasuredFileReader(settings: try benchmark.settings())
    let measured = try files.map { try reader.read(contentsOf: $0) }
    try checkFlagsAreOfUse(to: measured)
    let predictor = try RunPredictor(CalibrationReference(calibration))
    let progress = ProgressLine("predicting")
    let validation = RunValidation(measured, predictor: predictor, progress: progress.show)
    progress.finish()
    let document = try JSONText.encode(ValidationDocument(validation, files: measured, calibration: calibration))
    try outputFile?.write(Data("\(document)\n".utf8))
    try predictionsFile?.write(Data("\(PredictionTable(validation))\n".utf8))
    let report = ValidationReport(validation, files: measured, calibration: calibration, grouping: grouping)
    try Answer.print(json ? document : "\(report)")
  }

  /// A flag that nothing reads would look as if it had an effect.
  private func checkFlagsAreOfUse(to measured: [MeasuredFile]) throws {
    let forms: [MeasuredFileForm] = [.vllmBenchmark, .sglangBenchmark]
    guard try !benchmark.settings().isEmpty, !measured.contains(where: { forms.contains($0.form) }) else { return }
    throw Diagnostic(
      id: "flags-conflict", file: "command line", found: "what served, and only files that say so themselves",
      expected: forms.map(\.title).joined(separator: " or "))
  }
}
