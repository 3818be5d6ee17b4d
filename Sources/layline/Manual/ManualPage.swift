import Foundation

/// The manual as a page for man(1), made from the declarations of the command line: the same version, the same bytes.
struct ManualPage: CustomStringConvertible {
  /// Of the version, as a page names a day; a clock would make every page another one.
  private static let date = "2026-11-22"

  private let tool: ToolDescription

  /// - Throws: `DecodingError` where ArgumentParser describes tools in another form, which tests rule out.
  init() throws {
    tool = try JSONDecoder().decode(ToolDescription.self, from: Data(LaylineCommand._dumpHelp().utf8))
  }

  /// The text, without a line break at its end.
  var description: String { (head + commands + ManualSections.all).joined(separator: "\n") }

  private var head: [String] {
    let name = tool.command.commandName
    return [
      ".TH \(name.uppercased()) 1 \(Self.date) \(Roff.quoted("\(name) \(LaylineCommand.version)"))", ".nh", ".ad l",
      ".SH NAME",
      "\(name) \\- lay out large language models on clusters", ".SH SYNOPSIS", ".B \(name)", ".I command",
      ".RI [ options ]", ".SH DESCRIPTION",
    ] + Roff.lines(tool.command.abstract ?? "") + Roff.lines(ManualSections.introduction)
  }

  private var commands: [String] {
    [".SH COMMANDS"] + tool.command.leaves.flatMap { ManualCommandSection($0).lines }
  }
}
