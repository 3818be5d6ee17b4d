import ArgumentParser
import Reporting
import Topology

/// `layline cluster show`.
struct ClusterShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Draw a cluster: its tree, bandwidths and ratios.")

  @Argument(help: "A cluster file, or the name of one that ships with layline.")
  var cluster: String

  func run() throws {
    try Answer.print(ClusterReport(ClusterReference(cluster).read()))
  }
}
