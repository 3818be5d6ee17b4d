import ArgumentParser
import Costing
import Inputs
import Validation

/// The flags of `layline calibrate`.
struct CalibrateOptions: ParsableArguments {
  /// What can be left out one at a time.
  enum Group: String, CaseIterable {
    case family
    case model
  }

  @Argument(help: "Files of measured runs.", completion: .file(extensions: ["csv", "json", "jsonl"]))
  var files: [String]

  @Option(help: "Write the fitted calibration to this file, which ends in .yaml.", completion: .yamlFiles)
  var output: String

  @Option(help: "The calibration that the fit starts from: default, or a file.", completion: .calibrations)
  var from = "default"

  @Option(parsing: .unconditional, help: "Parts of the cross-validation.")
  var folds = "5"

  @Option(
    help: "Judge the fit by each accelerator family, or each model, that it has not seen: family or model.",
    completion: .words(Group.self))
  var leaveOut: String?

  @Flag(help: "Print the fit as JSON.")
  var json = false

  func foldCount() throws -> Int {
    try FlagValue.node("--folds", folds)?.integer(atLeast: 2, atMost: 1_000) ?? 5
  }

  func group() throws -> Group? {
    try leaveOut.map { try InputNode(file: "--leave-out", content: .text($0)).choice(Group.self) }
  }

  /// The calibration that the fit starts from, as text that can be edited.
  func source() throws -> CalibrationDocument { try CalibrationDocument(CalibrationReference(from)) }
}
