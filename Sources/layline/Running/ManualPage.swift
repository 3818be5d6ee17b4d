import FoundationEssentials

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
    [".SH COMMANDS"] + tool.command.leaves.flatMap { ManualCommandSection(command: $0).lines }
  }
}

/// One command in the manual: what it does, how it is called, and its flags.
private struct ManualCommandSection {
  let command: ToolDescription.Command

  var lines: [String] {
    var lines = [".SS \(Roff.quoted(command.fullName))"] + Roff.lines(command.abstract ?? "")
    if let discussion = command.discussion, !discussion.isEmpty { lines += [".PP"] + Roff.lines(discussion) }
    lines += [".PP"] + synopsis
    var title: String?
    for argument in arguments {
      if let section = argument.sectionTitle, section != title { lines += [".PP"] + Roff.lines("\(section):") }
      title = argument.sectionTitle
      lines += [".TP"] + [head(of: argument)] + body(of: argument)
    }
    return lines
  }

  /// Those of every command stand in the manual once.
  private var arguments: [ToolDescription.Argument] {
    let all = (command.arguments ?? []).filter { argument in
      argument.shouldDisplay && !["help", "version"].contains(argument.preferredName?.name ?? "")
    }
    return all.filter { $0.kind == .positional } + all.filter { $0.kind != .positional }
  }

  private var synopsis: [String] {
    let needed = arguments.filter { !$0.isOptional }
    let words =
      needed.map { argument in
        argument.kind == .positional ? ".I \(value(argument))" : ".BI \(flag(argument)) \" \(value(argument))\""
      } + arguments.filter { $0.isOptional && $0.kind == .positional }.map { ".RI [ \(value($0)) ]" }
    let hasMore = arguments.contains { $0.isOptional && $0.kind != .positional }
    return [".B \(Roff.escaped(command.fullName))"] + words + (hasMore ? [".RI [ options ]"] : [])
  }

  private func flag(_ argument: ToolDescription.Argument) -> String {
    Roff.escaped(argument.preferredName?.written ?? "")
  }

  private func value(_ argument: ToolDescription.Argument) -> String {
    Roff.escaped((argument.valueName ?? "value") + (argument.isRepeating ? " ..." : ""))
  }

  private func head(of argument: ToolDescription.Argument) -> String {
    let names = (argument.names ?? []).map { Roff.escaped($0.written) }.joined(separator: ", ")
    return switch argument.kind {
    case .positional: ".I \(value(argument))"
    case .option: ".BI \"\(names)\" \" \(value(argument))\""
    case .flag: ".B \(names)"
    }
  }

  private func body(of argument: ToolDescription.Argument) -> [String] {
    let initial = argument.defaultValue.map { " (\($0) by default.)" } ?? ""
    let lines = Roff.lines([argument.abstract, argument.discussion].compactMap { $0 }.joined(separator: " ") + initial)
    return lines.isEmpty ? ["\\&"] : lines
  }
}

/// What the declarations of the command line do not say.
private enum ManualSections {
  static let introduction = """
    The answer goes to the standard output, and nothing else does. What went wrong is one line on the standard error: file, \
    line and key, what was found, what was expected, and an identifier in brackets. The same inputs give the same bytes.
    """

  static let all: [String] = flags + exitStatus + environment + files + seeAlso

  private static let flags =
    [".SH COMMON FLAGS"]
    + entries([
      ("--json", "Print the answer for programs. JSON names its form and version under \"layline\"."),
      ("--help", "Say what a command is for, and its flags."), ("--version", "Say which version this is."),
      ("--generate-completion-script shell", "Print completions for bash, zsh or fish."),
    ])

  private static let exitStatus =
    [".SH EXIT STATUS"]
    + entries([
      ("0", "An answer."), ("1", "The answer is no: nothing fits, a check failed, or a diff was asked to say so."),
      ("2", "A bad question: an input or a flag. Nothing was written."), ("3", "A fault of layline itself."),
      ("4", "An answer that is not proved within the tolerance."),
      ("130", "Interrupted; plan and place print the best so far."),
      ("141", "Nobody reads the answer any more."),
    ])

  private static let environment =
    [".SH ENVIRONMENT"]
    + entries([
      ("GITHUB_STEP_SUMMARY", "The file that check --format github appends its table to, where it is set.")
    ])

  private static let files =
    [".SH FILES"]
    + Roff.lines(
      """
      Layline needs no files of its own: models, accelerators, clusters, calibrations and schemas are built in. These it reads, \
      and schema show prints what each may hold:
      """)
    + entries([
      ("config.json", "A model, as it is published; or a name of layline model list."),
      ("cluster.yaml", "Machines: cluster/1. Or a name of layline cluster list."),
      ("workloads.yaml", "Models with their requests, demand and targets: workloads/1."),
      ("policy.yaml", "Deployments and what each must keep: policy/1."),
      ("calibration.yaml", "Efficiencies and overheads: calibration/1."),
      ("loads.json", "Tokens that went to each expert; layline load writes it."),
      ("plan.json", "What layline plan writes, and explain, verify and diff read."),
    ])

  private static let seeAlso =
    [".SH SEE ALSO", ".BR bash (1),", ".BR sinfo (1),", ".BR kubectl (1)"]

  private static func entries(_ entries: [(name: String, text: String)]) -> [String] {
    entries.flatMap { name, text in [".TP", ".B \(Roff.escaped(name))"] + Roff.lines(text) }
  }
}
