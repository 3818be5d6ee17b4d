import ArgumentParser
import Reporting

/// The flags of `layline plan`.
struct PlanOptions: ParsableArguments {
  @Option(help: "A config.json, a folder that holds one, or a name of the catalogue (layline model list).")
  var model: String

  @Option(help: "A cluster file, or the name of one that ships with layline (layline cluster list).")
  var cluster: String

  @OptionGroup(title: "Workload") var workload: WorkloadOptions
  @OptionGroup(title: "Goal") var goal: GoalOptions
  @OptionGroup(title: "Precision") var precision: PrecisionOptions

  @Option(help: "Efficiencies and overheads: default, ideal (peak rooflines) or a file.")
  var calibration = "default"

  @Option(help: "A file with the tokens that went to each expert of each layer.")
  var expertLoad: String?

  @Flag(help: "Print the plan as JSON.")
  var json = false

  @Option(help: "Write the plan as JSON to this file.")
  var output: String?

  @Option(name: .customLong("write-mps"), help: "Write the stage program to this file, as MPS for other solvers.")
  var writeMPS: String?

  @Flag(help: "Print the derivation of the TPOT after the plan.")
  var explain = false

  @Option(help: "Print the derivation of this quantity after the plan (layline explain PLAN.json lists them).")
  var explainQuantity: String?

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
