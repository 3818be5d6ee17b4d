import ArgumentParser
import Calibrating
import Costing
import Formats
import FoundationEssentials
import Planning
import Reporting

/// `layline workers`.
struct WorkersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "workers", abstract: "List what one worker of a model serves, for every role and number of GPUs.",
    discussion: """
      A worker is one copy of a model that does prefill, decode or both. For each pool, role and number of GPUs the \
      layout that serves most is listed, with the most requests/s that it keeps up within the targets. --csv prints \
      them in a form in which they can be edited. Where nothing serves a model within its targets the exit code is 1.
      """)

  @OptionGroup var options: WorkersOptions

  func run() throws {
    let requests = try options.requests()
    let progress = ProgressLine("rating workers")
    let summaries = try requests.enumerated().map { number, entry in
      let rates = try WorkerRater(entry.request).rates { share in
        progress.show((Double(number) + share) / Double(requests.count))
      }
      return WorkerRatesSummary(
        rates: rates, names: entry.names, cluster: entry.request.cluster, workload: entry.workload,
        runtime: entry.request.runtime)
    }
    progress.finish()
    if options.json {
      try Answer.print(JSONText.encode(WorkerRatesDocument(summaries)))
    } else if options.csv {
      try Answer.print(WorkerRatesCSV(summaries))
    } else {
      for (number, summary) in summaries.enumerated() {
        try Answer.print("\(number == 0 ? "" : "\n")\(WorkerRatesReport(summary))")
      }
    }
    if !summaries.allSatisfy(\.rates.canServe) { throw ExitStatus.answerIsNo }
  }
}

/// `layline calibrate`.
struct CalibrateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate", abstract: "Fit a calibration to measured runs, and say how far to trust it.",
    discussion: """
      The files are those of layline validate. Few physical figures move, each from what is shipped and within its bounds; \
      one that the runs say nothing about stays as it is.
      """)

  @OptionGroup var options: CalibrateOptions
  @OptionGroup(title: "What results of load generators leave out") var benchmark: BenchmarkOptions

  func run() throws {
    let reader = MeasuredFileReader(settings: try benchmark.settings())
    let predictor = RunPredictor(calibration: try .shipped("default"))
    try CalibrationTask(
      read: { file in try Self.runs(of: reader.read(contentsOf: file)) },
      predictor: { predictor.with(calibration: $0) }, family: predictor.family
    ).run(options)
  }

  private static func runs(of file: MeasuredFile) -> (runs: [MeasuredRun], unreadable: [UnusedRun]) {
    var runs: [MeasuredRun] = []
    var unreadable: [UnusedRun] = []
    for reading in file.readings {
      switch reading {
      case .run(let run): runs.append(run)
      case .unreadable(let row):
        unreadable.append(UnusedRun(id: row.id, quantities: row.quantities, reason: "\(row.reason)"))
      }
    }
    return (runs, unreadable)
  }
}

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
    guard let flag = benchmark.given.first, !measured.contains(where: { forms.contains($0.form) }) else { return }
    throw Diagnostic.flags(
      flag, "has no effect, as the files say themselves what served",
      "leave it out: it is for \(forms.map(\.title).joined(separator: " or "))")
  }
}
