import ArgumentParser

/// `layline cluster`.
struct ClusterCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cluster", abstract: "Read clusters.", subcommands: [ClusterShowCommand.self, ClusterListCommand.self])
}
