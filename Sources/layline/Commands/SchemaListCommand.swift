import ArgumentParser
import Reporting

/// `layline schema list`.
struct SchemaListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "Name the JSON Schemas.")

  @Flag(help: "Print the list as JSON.")
  var json = false

  func run() throws {
    let list = try SchemaCatalogue.list()
    try Answer.print(json ? JSONText.encode(list) : list.description)
  }
}
