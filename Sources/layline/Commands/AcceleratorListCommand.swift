import ArgumentParser
import Reporting

/// `layline accelerator list`.
struct AcceleratorListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Name the accelerators that ship with layline.",
    discussion: "FLOP/s are dense; bandwidths are of one GPU, one way. Clusters name accelerators in their files.")

  @Flag(help: "Print the list as JSON.")
  var json = false

  func run() throws {
    let list = try AcceleratorList()
    try Answer.print(json ? JSONText.encode(list) : list.description)
  }
}
