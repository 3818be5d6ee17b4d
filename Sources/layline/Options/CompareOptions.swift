import ArgumentParser
import Calibrating
import Formats
import Planning
import Plans
import Quantities

/// The flags of `layline compare`.
struct CompareOptions: ParsableArguments {
  @Option(
    help: "A config.json, a folder that holds one, or a name of the catalogue (layline model list).",
    completion: .models)
  var model: String

  @Option(
    help: ArgumentHelp(
      "A cluster file, the name of one that ships with layline (layline cluster list), or words such as \"8x8 H200-SXM\"."
    ),
    completion: .clusters)
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

  @OptionGroup var engines: EngineOptions
  @OptionGroup var limit: TimeLimitOptions

  @Flag(help: "Print the comparison as JSON.")
  var json = false

  @Option(help: "Write the comparison as JSON to this file.", completion: .jsonFiles)
  var output: String?

  /// Reads every input.
  /// - Throws: `Diagnostic` that names the flag, or the file and key, at fault.
  func request() throws -> PlanRequest {
    let reader = RequestReader(
      model: model, cluster: cluster, calibration: calibration, expertLoad: expertLoad, workload: workload,
      precision: precision)
    return try reader.request(goal: goal.goal(), engine: engines.rule())
  }

  /// - Throws: `Diagnostic` that names the flag, for a word that is no layout.
  func constraints() throws -> [LayoutConstraint] { try LayoutConstraint.list(layouts, flag: "--layouts") }

  /// The file of `--output`, looked at before any work is done.
  func outputFile() throws -> OutputFile? { try output.map { try OutputFile(flag: "--output", path: $0) } }
}

/// What result files of load generators leave out. A file may say it itself, and must not be contradicted.
struct BenchmarkOptions: ParsableArguments {
  @Option(help: "The model that was served: a catalogue name, a Hugging Face name or a path.", completion: .models)
  var model: String?

  @Option(help: "The accelerator that served: H200, GB200-NVL72, ...", completion: .accelerators)
  var accelerator: String?

  @Option(parsing: .unconditional, help: "Ranks that share one sequence's attention.")
  var tensorParallel: String?

  @Option(parsing: .unconditional, help: "Groups of ranks that hold different sequences.")
  var dataParallel: String?

  @Option(parsing: .unconditional, help: "Groups of ranks that hold different experts.")
  var expertParallel: String?

  @Option(parsing: .unconditional, help: "Stages of a pipeline.")
  var pipelineParallel: String?

  @Option(help: "The format that weights were stored in (fp8, bf16, nvfp4, mxfp4, int4, ...).", completion: .formats)
  var precision: String?

  @Option(help: "The format of KV-cache elements (bf16, fp8, ...).", completion: .formats)
  var kvPrecision: String?

  @Option(help: "The serving runtime: vllm, sglang, trtllm.", completion: .list(["vllm", "sglang", "trtllm", "any"]))
  var runtime: String?

  @Option(help: "Its version.")
  var runtimeVersion: String?

  /// - Throws: `Diagnostic` that names the flag at fault.
  func settings() throws -> BenchmarkSettings {
    var settings = BenchmarkSettings()
    settings.model = model
    settings.accelerator = accelerator
    settings.tensorParallel = try degree("--tensor-parallel", tensorParallel)
    settings.dataParallel = try degree("--data-parallel", dataParallel)
    settings.expertParallel = try degree("--expert-parallel", expertParallel)
    settings.pipelineParallel = try degree("--pipeline-parallel", pipelineParallel)
    settings.precision = try FlagValue.node("--precision", precision)?.choice(NumberFormat.self)
    settings.cachePrecision = try FlagValue.node("--kv-precision", kvPrecision)?.choice(NumberFormat.self)
    settings.runtime = runtime
    settings.runtimeVersion = runtimeVersion
    return settings
  }

  private func degree(_ flag: String, _ text: String?) throws -> Int? {
    try FlagValue.node(flag, text)?.integer(atLeast: 1, atMost: 1 << 14)
  }
}
