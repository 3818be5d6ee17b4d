import ArgumentParser
import Inputs
import Planning
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
        id: "out-of-range", file: "--redundant-experts", found: "\"\(redundantExperts)\"",
        expected: "auto, or a whole number of 0 to \(DegreeValue.most)")
    }
    guard count == 0 || expertLoad != nil else {
      throw Diagnostic(
        id: "flags-conflict", file: "--redundant-experts", found: "\(count) without --expert-load",
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
