import ArgumentParser
import Clusters
import Costing
import Formats
import FoundationEssentials
import Models
import Planning
import Plans
import Quantities
import Reporting

/// The flags of `layline workers`.
struct WorkersOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A cluster file, the name of one that ships with layline (layline cluster list), or words such as \"8x8 H200-SXM\"."
    ),
    completion: .clusters)
  var cluster: String

  @OptionGroup(title: "Workload") var workload: ServedWorkloadOptions
  @OptionGroup(title: "Runtime") var runtime: RuntimeOptions
  @OptionGroup(title: "Precision") var precision: PrecisionOptions

  @Option(help: "Efficiencies and overheads: default, ideal (peak rooflines) or a file.", completion: .calibrations)
  var calibration = "default"

  @OptionGroup var engines: EngineOptions

  @Flag(help: "Print the rates as JSON.")
  var json = false

  @Flag(help: "Print the rates as CSV, a line for each worker.")
  var csv = false

  func validate() throws {
    guard !json || !csv else { throw ValidationError("--json and --csv are two forms of the same; give one") }
  }
}

/// What is served: one model by flags, or several by a file.
struct ServedWorkloadOptions: ParsableArguments {
  @Option(
    help: "A file of workloads, each with its model, lengths, demand and targets, instead of flags for one.",
    completion: .yamlFiles)
  var workloads: String?

  @Option(
    help: "A config.json, a folder that holds one, or a name of the catalogue (layline model list).",
    completion: .models)
  var model: String?

  @Option(parsing: .unconditional, help: "Tokens of a prompt.")
  var input: String?

  @Option(parsing: .unconditional, help: "Tokens generated for a prompt, 2 or more.")
  var outputTokens: String?

  @Option(parsing: .unconditional, help: "Share of prompt tokens found in a prefix cache: 0.5 or \"50 %\".")
  var prefixCacheHit: String?

  @Option(parsing: .unconditional, help: "Slowest mean time to first token, with its unit: \"2 s\"; any by default.")
  var ttft: String?

  @Option(
    parsing: .unconditional, help: "Slowest mean time per output token, with its unit: \"30 ms\"; any by default.")
  var tpot: String?

  /// - Parameters:
  ///   - precision: Formats of the model of the flags.
  ///   - draft: Of the model of the flags.
  /// - Throws: `Diagnostic` that names the flag, or the file and key, at fault.
  func read(precision: PrecisionOptions, draft: DraftOptions) throws -> [ServedWorkload] {
    let speculation = try draft.speculation()
    guard let workloads else { return [try workload(precision, speculation)] }
    let others = given.filter { $0 != "--workloads" } + precision.given + draft.given
    if let flag = others.first { throw Diagnostic.besideWorkloads(flag) }
    return try ServedWorkload.read(contentsOf: workloads)
  }

  private func workload(_ precision: PrecisionOptions, _ speculation: Speculation?) throws -> ServedWorkload {
    let traffic = try Traffic(
      input: required("--input", input), output: required("--output-tokens", outputTokens),
      hits: FlagValue.node("--prefix-cache-hit", prefixCacheHit))
    guard let model else { throw Self.missing("--model") }
    let description = WorkloadDescription(
      modelReference: model, weightFormat: try precision.weightFormat(), cacheFormat: try precision.cacheFormat(),
      traffic: traffic,
      targets: ServiceTargets(
        timeToFirstToken: try FlagValue.node("--ttft", ttft)?.quantity(Seconds.self),
        timePerOutputToken: try FlagValue.node("--tpot", tpot)?.quantity(Seconds.self)),
      speculation: speculation)
    return try ServedWorkload(description, model: precision.model(model)).checked(file: "--output-tokens")
  }

  private func required(_ flag: String, _ text: String?) throws -> InputNode {
    guard let node = FlagValue.node(flag, text) else { throw Self.missing(flag) }
    return node
  }

  private static func missing(_ flag: String) -> Diagnostic {
    .missing(flag, "give --model, --input and --output-tokens, or a file with --workloads")
  }
}

extension WorkersOptions {
  /// What workers are rated for, with the names of its inputs, for each workload.
  typealias Requests = [(workload: ServedWorkload, request: WorkerRatingRequest, names: ServingNames)]

  /// Reads every input.
  /// - Throws: `Diagnostic` that names the flag, or the file and key, at fault.
  func requests() throws -> Requests {
    let workloads = try workload.read(precision: precision, draft: runtime.draft)
    let clusterReference = try ClusterReference(cluster)
    let calibrationReference = CalibrationReference(calibration)
    let figures = try calibrationReference.read()
    let cluster = try clusterReference.read()
    let names = (
      cluster: PlanInputs.Reference(reference: self.cluster, sha256: Digest.of(try clusterReference.contents())),
      calibration: PlanInputs.Reference(
        reference: calibration, sha256: Digest.of(try calibrationReference.contents()))
    )
    let engine = try engines.rule()
    let (scheduler, runtime) = try (runtime.scheduler(), runtime.knownRuntime(of: figures))
    return workloads.map { workload in
      var request = WorkerRatingRequest(
        workload, cluster: cluster, overlapsTwoBatches: self.runtime.twoBatchOverlap, scheduler: scheduler,
        runtime: runtime, calibration: figures)
      request.engine = engine
      let model = PlanInputs.Reference(reference: workload.modelReference, sha256: Digest.of(workload.model))
      return (
        workload, request,
        ServingNames(
          model: model, weightFormat: workload.weightFormat, cluster: names.cluster, calibration: names.calibration)
      )
    }
  }
}
