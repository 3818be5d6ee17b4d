import ArgumentParser

/// The flags of `layline predict`.
struct PredictOptions: ParsableArguments {
  @Option(
    help: "A config.json, a folder that holds one, or a name of the catalogue (layline model list).",
    completion: .models)
  var model: String

  @Option(
    help: "A cluster file, or the name of one that ships with layline (layline cluster list).", completion: .clusters)
  var cluster: String

  @OptionGroup(title: "Deployment") var deployment: DeploymentOptions
  @OptionGroup(title: "Traffic") var traffic: TrafficOptions
  @OptionGroup(title: "Runtime") var runtime: RuntimeOptions
  @OptionGroup(title: "Precision") var precision: PrecisionOptions

  @Option(help: "Efficiencies and overheads: default, ideal (peak rooflines) or a file.", completion: .calibrations)
  var calibration = "default"

  @Flag(help: "Print the prediction as JSON.")
  var json = false

  @Option(help: "Write the prediction as JSON to this file.", completion: .jsonFiles)
  var output: String?

  @Flag(help: "Print the derivations of TTFT and TPOT after the prediction.")
  var explain = false

  func validate() throws {
    guard !json || !explain else {
      throw ValidationError("--explain is text; the derivations are in what --json prints")
    }
  }

  /// The file of `--output`, looked at before any work is done.
  func outputFile() throws -> OutputFile? { try output.map { try OutputFile(flag: "--output", path: $0) } }
}
