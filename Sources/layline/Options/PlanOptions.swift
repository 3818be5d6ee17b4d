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
    help: "A cluster file, or the name of one that ships with layline (layline cluster list).", completion: .clusters)
  var cluster: String

  @OptionGroup(title: "Workload") var workload: WorkloadOptions
  @OptionGroup(title: "Goal") var goal: GoalOptions
  @OptionGroup(title: "Whole cluster") var service: ServiceOptions
  @OptionGroup(title: "Runtime, for a whole cluster") var runtime: RuntimeOptions
  @OptionGroup(title: "Precision") var precision: PrecisionOptions
  @OptionGroup(title: "Questions") var questions: PlanQuestionOptions

  @Option(help: "Efficiencies and overheads: default, ideal (peak rooflines) or a file.", completion: .calibrations)
  var calibration = "default"

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

  @Option(
    help: "Plan only what an engine can run, as layline emit starts it: sglang, vllm, trtllm or megatron.")
  var engine: String?

  @Flag(help: "Print the plan as JSON.")
  var json = false

  @Option(help: "Write the plan as JSON to this file.", completion: .jsonFiles)
  var output: String?

  @Option(
    name: .customLong("write-mps"), help: "Write the stage program to this file, as MPS for other solvers.",
    completion: .file(extensions: ["mps"]))
  var writeMPS: String?

  @Flag(help: "Print the derivation of the TPOT after the plan.")
  var explain = false

  @Option(help: "Print the derivation of this quantity after the plan (layline explain PLAN.json lists them).")
  var explainQuantity: String?

  /// - Throws: `Diagnostic` that names the flag: not "auto" or a number, or copies of experts whose load nobody knows.
  func redundancy() throws -> ExpertRedundancy {
    guard let redundantExperts, redundantExperts != "auto" else {
      return evenRedundancy || engine != nil ? .automaticEven : .automatic
    }
    guard let count = Int(redundantExperts), (0...DegreeValue.most).contains(count) else {
      throw Diagnostic(
        id: .outOfRange, file: "--redundant-experts", found: "\"\(redundantExperts)\"",
        expected: "auto, or a whole number of 0 to \(DegreeValue.most)")
    }
    guard count == 0 || expertLoad != nil else {
      throw Diagnostic(
        id: .conflict, file: "--redundant-experts", found: "\(count) without --expert-load",
        expected: "a file with the tokens of each expert: copies are made of those that have most")
    }
    return .copies(count)
  }

  /// The quantity to explain after the plan; `nil` where none was asked for.
  var explainedQuantity: String? {
    (explainQuantity ?? (explain ? "TPOT" : nil)).map { Glossary.quantity(of: $0) ?? $0 }
  }

  func validate() throws {
    guard !json || explainedQuantity == nil else {
      throw ValidationError("--explain is text; the derivations are in what --json prints")
    }
  }

  /// The file of `--output`, looked at before any work is done.
  func outputFile() throws -> OutputFile? { try output.map { try OutputFile(flag: "--output", path: $0) } }

  /// The file of `--write-mps`, looked at before any work is done.
  func programFile() throws -> OutputFile? { try writeMPS.map { try OutputFile(flag: "--write-mps", path: $0) } }
}

extension PlanOptions {
  /// Whether the question is what a whole cluster should do, and not how one replica is laid out.
  var plansCluster: Bool { service.isAsked || goal.objective == ClusterObjective.served.rawValue }

  /// - Throws: `Diagnostic` "missing-flag".
  func neededModel() throws -> String {
    if let model { return model }
    throw Diagnostic(
      id: .missingFlag, file: "--model", found: "no model",
      expected: "a config.json, a folder that holds one, or a name of the catalogue")
  }

  /// Reads every input, rates workers where no table has their rates, and makes the questions beside the plan.
  /// - Parameter progress: Called with the share of the rating that is done, from any thread.
  /// - Throws: `Diagnostic` that names the flag, or the file and key, at fault.
  func clusterRequest(
    progress: @escaping @Sendable (Double) -> Void
  ) throws -> (request: ClusterRequest, questions: [ClusterQuestion]) {
    try checkForCluster()
    let reader = try ClusterInputReader(self)
    let isDemanded = reader.models.contains { $0.requestsPerSecond != nil }
    let objective = try goal.objective == nil ? (isDemanded ? .cost : .served) : goal.objective(ClusterObjective.self)
    let inputs = try reader.inputs(objective: objective)
    let request = try ClusterRequest(
      cluster: reader.cluster, offers: reader.offers(progress: progress), objective: objective, inputs: inputs)
    let asked = ClusterQuestions(request, ratings: try reader.ratingRequests())
    let questions =
      try asked.questions(questions.questions().whatIf, flag: "--what-if")
      + (questions.marginal ? asked.marginal() : [])
    return (request, questions)
  }

  /// A plan of one replica is of decode alone, whatever the runtime.
  /// - Throws: `Diagnostic` "conflict" for a flag that would have no effect.
  func checkForReplica() throws {
    let others: [(flag: String, isGiven: Bool)] = [
      ("--runtime", runtime.runtime != nil), ("--draft-tokens", runtime.draftTokens != nil),
      ("--acceptance", runtime.acceptance != nil), ("--two-batch-overlap", runtime.twoBatchOverlap),
      ("--steps-between-admissions", runtime.stepsBetweenAdmissions != nil),
      ("--most-sequences", runtime.mostSequences != nil),
    ]
    guard let other = others.first(where: \.isGiven) else { return }
    throw Diagnostic(
      id: .conflict, file: other.flag, found: "it in a plan of one replica, which is of decode alone",
      expected: "it with --requests-per-second, --ttft, --workloads or the like")
  }

  /// What is said of one replica alone says nothing of a cluster.
  private func checkForCluster() throws {
    let others: [(flag: String, isGiven: Bool)] = [
      ("--context", workload.context != nil), ("--batch", goal.batch != nil),
      ("--tokens-per-second", goal.tokensPerSecond != nil), ("--expert-load", expertLoad != nil),
      ("--redundant-experts", redundantExperts != nil), ("--even-redundancy", evenRedundancy),
      ("--write-mps", writeMPS != nil), ("--explain", explain), ("--explain-quantity", explainQuantity != nil),
    ]
    guard engine == nil || service.workers == nil else {
      throw Diagnostic(
        id: .conflict, file: "--engine", found: "it with --workers",
        expected: "a table of what the engine can run, without --engine")
    }
    guard let other = others.first(where: \.isGiven) else { return }
    throw Diagnostic(
      id: .conflict, file: other.flag, found: "it in a plan of a whole cluster",
      expected: "it without --requests-per-second, --workers and the like")
  }
}

extension PlanOptions {
  /// The engine that is to run what is planned; `nil` for any layout.
  /// - Throws: `Diagnostic` "unknown-value".
  func engineRule() throws -> EngineRule? { try FlagValue.node("--engine", engine)?.choice(EngineRule.self) }

  /// Reads every input.
  /// - Throws: `Diagnostic` that names the flag, or the file and key, at fault.
  func request() throws -> PlanRequest {
    let reader = RequestReader(
      model: try neededModel(), cluster: cluster, calibration: calibration, expertLoad: expertLoad, workload: workload,
      precision: precision)
    let objective = try goal.objective(Objective.self)
    let rule = try engineRule()
    var request = try reader.request(redundancy: redundancy) {
      try Goal(
        objective: objective, timePerOutputToken: goal.timePerOutputToken(limitedByDefault: objective != .latency),
        batch: goal.batchSize(), tokensPerSecond: goal.demand(), gpuLimit: goal.gpuLimit(), tolerance: goal.tolerance())
    }
    request.engine = rule
    return request
  }
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
