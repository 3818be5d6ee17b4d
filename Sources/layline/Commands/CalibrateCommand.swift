import ArgumentParser
import Costing
import Inputs
import Reporting
import Validation

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
