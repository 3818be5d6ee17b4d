import ArgumentParser
import Reporting

/// `layline cluster list`.
struct ClusterListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Name the clusters that ship with layline.",
    discussion: """
      Domain: GPUs that share a scale-up network. Bandwidths are of one GPU, one way: within its domain, and out of it.
      """)

  @Flag(help: "Print the list as JSON.")
  var json = false

  func run() throws {
    let list = try ClusterList()
    try Answer.print(json ? JSONText.encode(list) : list.description)
  }
}
