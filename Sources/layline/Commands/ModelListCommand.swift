import ArgumentParser
import Models
import Reporting

/// `layline model list`.
struct ModelListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Name the models that ship with layline.")

  @Flag(help: "Print the list as JSON.")
  var json = false

  func run() throws {
    let list = try ModelList()
    try Answer.print(json ? JSONText.encode(list) : list.description)
  }
}
