import ArgumentParser

/// `layline schema`.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Print the JSON Schemas of files, for editors and other programs.",
    subcommands: [SchemaShowCommand.self, SchemaListCommand.self])
}
