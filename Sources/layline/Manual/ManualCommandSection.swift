/// One command in the manual: what it does, how it is called, and its flags.
struct ManualCommandSection {
  private let command: ToolDescription.Command

  init(_ command: ToolDescription.Command) { self.command = command }

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
