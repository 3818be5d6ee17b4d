import ArgumentParser
import Topology

/// `layline cluster list`.
struct ClusterListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Name the clusters that ship with layline.")

  func run() throws {
    try Answer.print(ShippedClusters.names.joined(separator: "\n"))
  }
}
