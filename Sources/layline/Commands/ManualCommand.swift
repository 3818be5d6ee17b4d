import ArgumentParser

/// `layline manual`.
struct ManualCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual", abstract: "Print the manual page, for man.",
    discussion: """
      layline manual > layline.1 makes a file that man -l shows, or that goes into a folder man1 of the manual path.
      """)

  func run() throws { try Answer.print(ManualPage()) }
}
