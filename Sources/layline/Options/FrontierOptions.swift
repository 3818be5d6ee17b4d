import ArgumentParser
import Inputs
import Planning
import Quantities
import Reporting

/// The flags of `layline frontier`.
struct FrontierOptions: ParsableArguments {
  @Option(
    help: "A config.json, a folder that holds one, or a name of the catalogue (layline model list).",
    completion: .models)
  var model: String

  @Option(
    help: "A cluster file, or the name of one that ships with layline (layline cluster list).", completion: .clusters)
  var cluster: String

  @OptionGroup(title: "Workload") var workload: WorkloadOptions
  @OptionGroup(title: "Precision") var precision: PrecisionOptions

  @Option(parsing: .unconditional, help: "Leave out what takes longer per output token, with its unit.")
  var tpot: String?

  @Option(parsing: .unconditional, help: "Use at most so many GPUs; all of the cluster by default.")
  var gpus: String?

  @Option(
    parsing: .unconditional, help: "Share by which a pipeline above the frontier may be missed: 0.005 or \"0.5 %\".")
  var gap = "0.005"

  @Option(help: "Efficiencies and overheads: default, ideal (peak rooflines) or a file.", completion: .calibrations)
  var calibration = "default"

  @Option(help: "A file with the tokens that went to each expert of each layer.", completion: .jsonFiles)
  var expertLoad: String?

  @Option(help: "Axes of the plot: log or linear.", completion: .words(FrontierAxes.self))
  var axes = "log"

  @Flag(help: "Print every point as JSON.")
  var json = false

  @Flag(help: "Print every point as CSV.")
  var csv = false

  @Option(
    help: "Write every point to this file: as CSV with --csv or where its name ends in .csv, else as JSON.",
    completion: .file(extensions: ["json", "csv"]))
  var output: String?

  func validate() throws {
    guard !json || !csv else { throw ValidationError("--json and --csv are two forms of one answer: choose one") }
  }

  /// - Throws: `Diagnostic` that names the flag, or the file and key, at fault.
  func request() throws -> PlanRequest {
    let reader = RequestReader(
      model: model, cluster: cluster, calibration: calibration, expertLoad: expertLoad, workload: workload,
      precision: precision)
    return try reader.request(redundancy: { .automatic }) {
      try Goal(
        objective: .cost, timePerOutputToken: FlagValue.node("--tpot", tpot)?.quantity(Seconds.self),
        gpuLimit: FlagValue.node("--gpus", gpus)?.integer(atLeast: 1),
        tolerance: FlagValue.node("--gap", gap)?.share() ?? 0.005)
    }
  }

  func plotAxes() throws -> FrontierAxes {
    try InputNode(file: "--axes", content: .text(axes)).choice(FrontierAxes.self)
  }

  /// The file of `--output`, looked at before any work is done.
  func outputFile() throws -> OutputFile? { try output.map { try OutputFile(flag: "--output", path: $0) } }

  /// Whether that file is to be CSV.
  var writesCSV: Bool { csv || output?.hasSuffix(".csv") == true }
}
