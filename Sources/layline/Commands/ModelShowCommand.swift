import ArgumentParser
import Inputs
import Quantities
import Reporting

/// `layline model show`.
struct ModelShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print the reading of a model: layers, parameters, bytes and KV cache.")

  @Argument(help: "A config.json, a folder that holds one, or a name of the catalogue.", completion: .models)
  var model: String

  @Option(parsing: .unconditional, help: "Tokens of the sequence whose KV cache is counted.")
  var context = "4096"

  @OptionGroup var precision: PrecisionOptions

  @Flag(help: "Print the reading as JSON.")
  var json = false

  func run() throws {
    let context = try FlagValue.node("--context", context)?.integer(atLeast: 1, atMost: 1 << 32) ?? 4096
    let format = try precision.cacheFormat() ?? .bfloat16
    let summary = ModelSummary(try precision.model(model), context: context, cacheFormat: format)
    try Answer.print(json ? JSONText.encode(ModelDocument(summary)) : ModelReport(summary).description)
  }
}
