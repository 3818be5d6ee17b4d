import ArgumentParser

/// `layline model`.
struct ModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model", abstract: "Read models.", subcommands: [ModelShowCommand.self, ModelListCommand.self])
}
