import ArgumentParser

/// `layline accelerator`.
struct AcceleratorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accelerator", abstract: "Read accelerators.",
    subcommands: [AcceleratorShowCommand.self, AcceleratorListCommand.self])
}
