import ArgumentParser

/// The flags of `layline workers`.
struct WorkersOptions: ParsableArguments {
  @Option(
    help: "A cluster file, or the name of one that ships with layline (layline cluster list).", completion: .clusters)
  var cluster: String

  @OptionGroup(title: "Workload") var workload: ServedWorkloadOptions
  @OptionGroup(title: "Runtime") var runtime: RuntimeOptions
  @OptionGroup(title: "Precision") var precision: PrecisionOptions

  @Option(help: "Efficiencies and overheads: default, ideal (peak rooflines) or a file.", completion: .calibrations)
  var calibration = "default"

  @Flag(help: "Print the rates as JSON.")
  var json = false

  @Flag(help: "Print the rates as CSV, a line for each worker.")
  var csv = false

  func validate() throws {
    guard !json || !csv else { throw ValidationError("--json and --csv are two forms of the same; give one") }
  }
}
