import ArgumentParser
import Calibrating
import Costing
import Formats
import Models
import Quantities

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

/// How configurations of models are read. `CommandRunner` heeds it for the whole command, wherever that reads a model.
struct ModelReadingOptions: ParsableArguments {
  @Option(
    name: .customLong("ignore-key"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Set a key of a model's configuration aside, by its name or its path, as if it were not there (may be repeated).",
      valueName: "key"))
  var ignoredKeys: [String] = []

  /// The keys that a command line sets aside.
  static func ignoredKeys(in arguments: [String]) -> Set<String> {
    let flag = "--ignore-key"
    let following = zip(arguments, arguments.dropFirst()).filter { $0.0 == flag }.map(\.1)
    let joined = arguments.filter { $0.hasPrefix("\(flag)=") }.map { String($0.dropFirst(flag.count + 1)) }
    return Set(following + joined)
  }
}

/// The precisions that a model is stored and served in.
struct PrecisionOptions: ParsableArguments {
  @Option(
    help: "Store the weights in this format instead of the checkpoint's (fp8, bf16, nvfp4, mxfp4, int4, ...).",
    completion: .formats)
  var precision: String?

  @Option(help: "Store KV-cache elements in this format (bf16, fp8, ...).", completion: .formats)
  var kvPrecision: String?

  @Flag(
    help: "Allow sequences longer than the model's configuration does, where the engine stretches positions (YaRN).")
  var allowLongContext = false

  @OptionGroup var reading: ModelReadingOptions

  /// The format of `--precision`; `nil` keeps the checkpoint's.
  func weightFormat() throws -> NumberFormat? {
    try FlagValue.node("--precision", precision)?.choice(NumberFormat.self)
  }

  /// The format of `--kv-precision`; `nil` keeps what the checkpoint asks for.
  func cacheFormat() throws -> NumberFormat? {
    try FlagValue.node("--kv-precision", kvPrecision)?.choice(NumberFormat.self)
  }

  /// A model by path or name, as checkpoints in the format of `--precision` are released: in 4 bits attention stays wide.
  /// - Parameters:
  ///   - reference: The path or name.
  ///   - warns: Whether what people should know of the reading goes to stderr.
  func model(_ reference: String, warns: Bool = true) throws -> ModelArchitecture {
    let format = try weightFormat()
    let model = try ModelArchitecture(reference: reference)
    if warns { for remark in model.remarks { Warning.print(reference, remark) } }
    return (format.map { model.asReleased(in: $0) } ?? model).stretched(allowLongContext)
  }
}
