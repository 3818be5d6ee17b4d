import ArgumentParser
import Models

/// `layline model list`.
struct ModelListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Name the models that ship with layline.")

  func run() throws {
    try Answer.print(ModelCatalogue.entries().map(\.name).joined(separator: "\n"))
  }
}
