import Experts
import ArgumentParser
import Clusters
import Costing
import Formats
import Models
import Planning
import Plans
import Quantities
import Reporting

/// The flags of `layline frontier`.
struct FrontierOptions: ParsableArguments {
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

  @OptionGroup var engines: EngineOptions
  @OptionGroup var limit: TimeLimitOptions

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
    return try reader.request(
      goal: Goal(
        objective: .cost, timePerOutputToken: FlagValue.node("--tpot", tpot)?.quantity(Seconds.self),
        gpuLimit: FlagValue.node("--gpus", gpus)?.integer(atLeast: 1),
        tolerance: FlagValue.node("--gap", gap)?.share() ?? 0.005), engine: engines.rule())
  }

  func plotAxes() throws -> FrontierAxes {
    try InputNode(file: "--axes", content: .text(axes)).choice(FrontierAxes.self)
  }

  /// The file of `--output`, looked at before any work is done.
  func outputFile() throws -> OutputFile? { try output.map { try OutputFile(flag: "--output", path: $0) } }

  /// Whether that file is to be CSV.
  var writesCSV: Bool { csv || output?.hasSuffix(".csv") == true }
}

/// What the step of decode is predicted for, beside its GPUs and experts.
struct PlacementPredictionOptions: ParsableArguments {
  @Option(
    help: "The model that the loads are of: a config.json, its folder, or a name of the catalogue; with --cluster.",
    completion: .models)
  var model: String?

  @Option(
    help: "A cluster file, the name of one that ships with layline, or words such as \"8x8 H200-SXM\".",
    completion: .clusters)
  var cluster: String?

  @Option(parsing: .unconditional, help: "Tokens that a sequence holds in the KV cache.")
  var context = "4096"

  @Option(parsing: .unconditional, help: "Sequences in decode on each GPU; by default as many as the HBM holds.")
  var sequencesPerGpu: String?

  @Option(help: "Efficiencies and overheads: default, ideal (peak rooflines) or a file.", completion: .calibrations)
  var calibration = "default"

  /// Layers of the model; `nil` without one.
  /// - Throws: `Diagnostic` where the model cannot be read.
  func layerCount() throws -> Int? { try model.map { try ModelArchitecture(reference: $0).layers.count } }

  /// Bytes of the largest expert of the model; `nil` without one.
  /// - Throws: `Diagnostic` where the model cannot be read.
  func expertBytes() throws -> Bytes? {
    guard let model else { return nil }
    let experts = try ModelArchitecture(reference: model).layers.compactMap(\.kind.feedForward.mixture?.expertTensors)
    return experts.map { $0.reduce(Bytes.zero) { $0 + $1.bytes } }.max { $0.value < $1.value }
  }

  /// `nil` where nothing is to be predicted.
  /// - Parameter loads: Load files, which must be of the model.
  /// - Throws: `Diagnostic` that names the flag, or the file and key, at fault.
  func predictor(for loads: [String]) throws -> PlacementPredictor? {
    guard let model, let cluster else {
      guard model == nil, cluster == nil, sequencesPerGpu == nil else {
        let flag = model != nil ? "--model" : cluster != nil ? "--cluster" : "--sequences-per-gpu"
        let missing = model != nil ? "--cluster" : cluster != nil ? "--model" : "--model and --cluster"
        throw Diagnostic.flags(
          flag, "has no effect without \(missing)", "add what is missing to predict a step of decode")
      }
      return nil
    }
    let architecture = try ModelArchitecture(reference: model)
    for load in loads { _ = try ExpertLoad(contentsOf: load, model: architecture) }
    let clusterReference = try ClusterReference(cluster)
    let calibrationReference = CalibrationReference(calibration)
    return try PlacementPredictor(
      model: architecture, cluster: try clusterReference.read(), calibration: try calibrationReference.read(),
      references: (
        model: .init(reference: model, sha256: Digest.of(architecture)),
        cluster: .init(reference: cluster, sha256: Digest.of(try clusterReference.contents())),
        calibration: .init(reference: calibration, sha256: Digest.of(try calibrationReference.contents()))
      ),
      context: try FlagValue.node("--context", context)?.tokens() ?? 4096,
      sequencesPerGPU: try FlagValue.node("--sequences-per-gpu", sequencesPerGpu)?.number(atLeast: 0.01, atMost: 1e6))
  }
}
