import ArgumentParser
import Models

/// `layline model show`.
struct ModelShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print the reading of a model: layers, parameters, bytes and KV cache.")

  @Argument(help: "A config.json, a folder that holds one, or a name of the catalogue.")
  var model: String

  @OptionGroup var precision: PrecisionOptions

  func run() throws {
    try Answer.print(precision.model(model).name)
  }
}
