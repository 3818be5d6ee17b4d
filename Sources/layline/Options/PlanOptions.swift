import ArgumentParser
import Clusters
import Costing
import Formats
import Models
import Planning
import Plans
import Quantities
import Reporting

/// The flags of `layline plan`.
struct PlanOptions: ParsableArguments {
  @Option(
    help: "A config.json, a folder that holds one, or a name of the catalogue (layline model list).",
    completion: .models)
  var model: String?

  @Option(
    name: .customLong("cluster"),
    help: ArgumentHelp(
      "A cluster file, the name of one that ships with layline (layline cluster list), or words such as \"8x8 H200-SXM\". "
        + "\"?x8 H200-SXM\" finds how many nodes a demand needs; repeated, which kind is cheapest."),
    completion: .clusters)
  var clusters: [String]

  @OptionGroup(title: "Workload") var workload: WorkloadOptions

  @Flag(
    help:
      "Plan workers of decode alone for --input and --output-tokens, with prefill elsewhere; a --context means that.")
  var decodeOnly = false

  @OptionGroup(title: "Goal") var goal: GoalOptions
  @OptionGroup(title: "Whole cluster") var service: ServiceOptions
  @OptionGroup(title: "Runtime, for a whole cluster") var runtime: RuntimeOptions
  @OptionGroup(title: "Precision") var precision: PrecisionOptions
  @OptionGroup(title: "Questions") var questions: PlanQuestionOptions

  @Option(help: "Efficiencies and overheads: default, ideal (peak rooflines) or a file.", completion: .calibrations)
  var calibration = "default"

  @OptionGroup var copies: CopyOptions

  @OptionGroup var engines: EngineOptions

  @Option(
    help: "A plan that runs: its workers stay where they are as far as can be, and the plan says what must be loaded.",
    completion: .jsonFiles)
  var current: String?

  @OptionGroup var limit: TimeLimitOptions

  @Flag(help: "Print the plan as JSON.")
  var json = false

  @Option(help: "Write the plan as JSON to this file.", completion: .jsonFiles)
  var output: String?

  @OptionGroup var details: PlanDetailOptions

  func validate() throws {
    guard !json || details.explainedQuantity == nil else {
      throw ValidationError("--explain is text; the derivations are in what --json prints")
    }
  }

  /// The only cluster, once it is known that there is one.
  var cluster: String { clusters[0] }

  /// The same for another cluster, and without questions beside the plan.
  func planning(on cluster: QuickCluster) -> PlanOptions {
    var options = self
    options.clusters = [cluster.name]
    (options.questions.whatIf, options.questions.marginal) = ([], false)
    return options
  }

  /// The file of `--output`, looked at before any work is done.
  func outputFile() throws -> OutputFile? { try output.map { try OutputFile(flag: "--output", path: $0) } }
}

extension PlanOptions {
  /// What the flags ask for: workers of decode, or a whole service with prefill.
  enum Question {
    case decode
    case service
  }

  /// A context is one of decode; lengths of requests ask for a service, unless `--decode-only` is given.
  /// - Throws: `Diagnostic` "conflict" for a flag that would have no effect.
  func question() throws -> Question {
    if service.workers == nil { try workload.check() }
    let ofDecode = workload.cache.given + goal.replica.given + copies.given + details.given
    guard !decodeOnly, let ofService = (service.given + workload.lengths.given).first else {
      guard let flag = (service.given + runtime.given).first else { return .decode }
      throw Diagnostic.flags(
        flag, "has no effect on workers of decode alone",
        decodeOnly ? "leave out --decode-only" : "give --input and --output-tokens to plan a service with prefill")
    }
    if let flag = engines.given.first, service.workers != nil {
      throw Diagnostic.flags(
        flag, "has no effect with --workers, whose rates are given", "list only what the engine can run instead")
    }
    guard let flag = ofDecode.first else { return .service }
    let instead =
      flag == "--context"
      ? "give --input and --output-tokens instead, or leave out \(ofService)"
      : service.given.isEmpty ? "add --decode-only for workers of decode alone" : "leave it out"
    throw Diagnostic.flags(flag, "has no effect on a service with prefill", instead)
  }

  /// - Throws: `Diagnostic` "missing-flag".
  func neededModel() throws -> String {
    if let model { return model }
    throw Diagnostic.missing("--model", "name a config.json, a folder that holds one, or a model of layline model list")
  }

  /// Reads every input, rates workers where no table has their rates, and makes the questions beside the plan.
  /// - Parameter progress: Called with the share of the rating that is done, from any thread.
  /// - Throws: `Diagnostic` that names the flag, or the file and key, at fault.
  func clusterRequest(
    progress: @escaping @Sendable (Double) -> Void
  ) throws -> (request: ClusterRequest, questions: [ClusterQuestion]) {
    let reader = try ClusterInputReader(self)
    let isDemanded = reader.models.contains { $0.requestsPerSecond != nil }
    let objective = try goal.clusterObjective(isDemanded: isDemanded)
    let inputs = try reader.inputs(objective: objective)
    let request = try ClusterRequest(
      cluster: reader.cluster, offers: reader.offers(progress: progress), objective: objective, inputs: inputs)
    let asked = ClusterQuestions(request)
    let questions =
      try asked.questions(questions.questions().whatIf, flag: "--what-if")
      + (questions.marginal ? asked.marginal() : [])
    return (request, questions)
  }
}

extension PlanOptions {
  /// Reads every input.
  /// - Throws: `Diagnostic` that names the flag, or the file and key, at fault.
  func request() throws -> PlanRequest {
    let reader = RequestReader(
      model: try neededModel(), cluster: cluster, calibration: calibration, expertLoad: copies.expertLoad,
      workload: workload, precision: precision)
    let rule = try engines.rule()
    return try reader.request(
      goal: goal.goal(usual: .throughput), redundancy: copies.redundancy(isEven: rule != nil), engine: rule)
  }
}

/// Copies of experts in a replica.
struct CopyOptions: ParsableArguments {
  @Option(help: "A file with the tokens that went to each expert of each layer.", completion: .jsonFiles)
  var expertLoad: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Copies of experts beyond one of each: auto with --expert-load, which may spare layers that gain little by them; "
        + "0 without it; or a number, for every layer."))
  var redundantExperts: String?

  @Flag(help: "As many copies in every layer, as SGLang and TensorRT-LLM want it.")
  var evenRedundancy = false

  /// - Parameter isEven: Whether an engine wants as many copies in every layer.
  /// - Throws: `Diagnostic` that names the flag: not "auto" or a number, or copies of experts whose load nobody knows.
  func redundancy(isEven: Bool) throws -> ExpertRedundancy {
    guard let redundantExperts, redundantExperts != "auto" else {
      return evenRedundancy || isEven ? .automaticEven : .automatic
    }
    guard let count = Int(redundantExperts), (0...DegreeValue.most).contains(count) else {
      throw Diagnostic(
        id: .outOfRange, file: "--redundant-experts", found: "\"\(redundantExperts)\"",
        expected: "auto, or a whole number of 0 to \(DegreeValue.most)")
    }
    guard count == 0 || expertLoad != nil else {
      throw Diagnostic.flags(
        "--redundant-experts", "needs to know which experts are busiest", "add --expert-load, or leave it at auto")
    }
    return .copies(count)
  }
}

/// What is shown of a replica's plan beside the plan.
struct PlanDetailOptions: ParsableArguments {
  @Option(
    help: "Write the stage program to this file, as MPS for other solvers.", completion: .file(extensions: ["mps"]))
  var writeMPS: String?

  @Flag(help: "Print the derivation of the TPOT after the plan.")
  var explain = false

  @Option(help: "Print the derivation of this quantity after the plan (layline explain PLAN.json lists them).")
  var explainQuantity: String?

  /// The quantity to explain after the plan; `nil` where none was asked for.
  var explainedQuantity: String? {
    (explainQuantity ?? (explain ? "TPOT" : nil)).map { Glossary.quantity(of: $0) ?? $0 }
  }

  /// The file of `--write-mps`, looked at before any work is done.
  func programFile() throws -> OutputFile? { try writeMPS.map { try OutputFile(flag: "--write-mps", path: $0) } }
}

/// What a plan is asked besides itself.
struct PlanQuestionOptions: ParsableArguments {
  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Solve again with a figure changed: scale-out=100GB/s, hbm=2x, context=/2, nodes=8. Repeat it for several questions; "
        + "a comma changes figures together. Figures: \(InputAxis.allCases.map(\.name).joined(separator: ", "))."),
    completion: .list(InputAxis.allCases.map { "\($0.name)=" }))
  var whatIf: [String] = []

  @Flag(help: "Solve again with one unit more and one less of GPUs, nodes, racks, HBM and every rate.")
  var marginal = false

  /// - Throws: `Diagnostic` that names the flag and the figure.
  func questions() throws -> PlanQuestions {
    PlanQuestions(
      whatIf: try whatIf.map { try InputVariation(parsing: $0, flag: "--what-if") }, wantsMarginals: marginal)
  }
}
