import ArgumentParser
import Reporting
import Topology

/// `layline accelerator show`.
struct AcceleratorShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print the figures of an accelerator, and where each was read.")

  @Argument(help: "A name of the catalogue (layline accelerator list).", completion: .accelerators)
  var accelerator: String

  @Flag(help: "Print the figures as JSON.")
  var json = false

  func run() throws {
    let found = try AcceleratorCatalogue.accelerator(named: accelerator)
    try Answer.print(json ? JSONText.encode(AcceleratorReading(found)) : AcceleratorReport(found).description)
  }
}
