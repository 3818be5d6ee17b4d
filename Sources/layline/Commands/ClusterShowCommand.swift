import ArgumentParser
import Reporting
import Topology

/// `layline cluster show`.
struct ClusterShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Draw a cluster: its tree, bandwidths and ratios.")

  @Argument(help: "A cluster file, or the name of one that ships with layline.", completion: .clusters)
  var cluster: String

  @Flag(help: "Print the cluster as JSON.")
  var json = false

  func run() throws {
    let cluster = try ClusterReference(cluster).read()
    try Answer.print(json ? JSONText.encode(ClusterDocument(cluster)) : ClusterReport(cluster).description)
  }
}
