import ArgumentParser
import Inputs
import Planning

/// The flags of `layline compare`.
struct CompareOptions: ParsableArguments {
  @Option(
    help: "A config.json, a folder that holds one, or a name of the catalogue (layline model list).",
    completion: .models)
  var model: String

  @Option(
    help: "A cluster file, or the name of one that ships with layline (layline cluster list).", completion: .clusters)
  var cluster: String

  @Option(
    help: ArgumentHelp(
      "Layouts to compare: ep, pp, tp, joined with + where several degrees are above 1 (ep+pp), with a degree or "
        + "without (ep64, tp4+ep32+pp2); dp for a GPU a replica; any."),
    completion: .list(["ep,pp,tp,ep+pp", "ep", "pp", "tp", "dp", "ep+pp", "any"]))
  var layouts = LayoutConstraint.usual

  @Flag(name: .customLong("no-crossovers"), help: "Do not look where the best layout changes.")
  var skipsCrossovers = false

  @OptionGroup(title: "Workload") var workload: WorkloadOptions
  @OptionGroup(title: "Goal") var goal: GoalOptions
  @OptionGroup(title: "Precision") var precision: PrecisionOptions

  @Option(help: "Efficiencies and overheads: default, ideal (peak rooflines) or a file.", completion: .calibrations)
  var calibration = "default"

  @Option(help: "A file with the tokens that went to each expert of each layer.", completion: .jsonFiles)
  var expertLoad: String?

  @Flag(help: "Print the comparison as JSON.")
  var json = false

  @Option(help: "Write the comparison as JSON to this file.", completion: .jsonFiles)
  var output: String?

  /// Reads every input.
  /// - Throws: `Diagnostic` that names the flag, or the file and key, at fault.
  func request() throws -> PlanRequest {
    let objective = try goal.objective(Objective.self)
    let reader = RequestReader(
      model: model, cluster: cluster, calibration: calibration, expertLoad: expertLoad, workload: workload,
      precision: precision)
    return try reader.request(redundancy: { .automatic }) {
      try Goal(
        objective: objective, timePerOutputToken: goal.timePerOutputToken(limitedByDefault: objective != .latency),
        batch: goal.batchSize(), tokensPerSecond: goal.demand(), gpuLimit: goal.gpuLimit(), tolerance: goal.tolerance())
    }
  }

  /// - Throws: `Diagnostic` that names the flag, for a word that is no layout.
  func constraints() throws -> [LayoutConstraint] { try LayoutConstraint.list(layouts, flag: "--layouts") }

  /// The file of `--output`, looked at before any work is done.
  func outputFile() throws -> OutputFile? { try output.map { try OutputFile(flag: "--output", path: $0) } }
}
