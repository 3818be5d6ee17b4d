import ArgumentParser

/// `layline schema show`.
struct SchemaShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print a JSON Schema (draft 7).",
    discussion: """
      layline schema show cluster > cluster.schema.json, and "# yaml-language-server: $schema=cluster.schema.json" as the \
      first line of a cluster file: editors with a YAML language server then complete and check it.
      """)

  @Argument(
    help: "The name of a schema (layline schema list).", completion: .custom { _, _, _ in SchemaCatalogue.names })
  var name: String

  func run() throws { try Answer.print(SchemaCatalogue.text(of: name)) }
}
