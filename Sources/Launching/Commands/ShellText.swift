/// Words as a POSIX shell reads them back.
public enum ShellText {
  /// A word in quotes where it needs them: `a b` becomes `'a b'`.
  ///
  /// A command's name must not hold "=": unquoted it would be an assignment.
  public static func quoted(_ text: String) -> String {
    let isPlain = !text.isEmpty && text.utf8.allSatisfy { plain.contains($0) }
    return isPlain
      ? text : "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
  }

  /// `NAME=value`, before a command or after `export`.
  public static func assignment(_ variable: EnvironmentVariable) -> String {
    "\(variable.name)=\(quoted(variable.value))"
  }

  /// One word of a command, quoted.
  public static func word(_ word: CommandWord, in context: CommandContext) -> String {
    switch word {
    case .text(let text): quoted(text)
    case .leader(let port): joined(context.leader, port.map { ":\($0)" } ?? "")
    case .nodeRank(let factor): rank(context.nodeRank, times: factor)
    case .file(let name): context.folder == .text("") ? quoted(name) : joined(context.folder, "/" + name)
    }
  }

  /// A whole command on several lines, an option with what follows it on each, for people to read.
  ///
  /// - Parameter indentation: What continued lines begin with.
  public static func command(
    _ words: [CommandWord], in context: CommandContext, indentation: String = "  "
  ) -> String {
    var text = ""
    for (index, each) in words.enumerated() {
      let shown = word(each, in: context)
      let startsLine = shown.hasPrefix("--")
      text += index == 0 ? "" : startsLine ? " \\\n" + indentation : " "
      text += shown
    }
    return text
  }

  private static let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@%+=:,./-".utf8)

  private static func joined(_ value: CommandContext.Value, _ rest: String) -> String {
    switch value {
    case .text(let text): quoted(text + rest)
    case .variable(let name): "\"${\(name)}\"" + (rest.isEmpty ? "" : quoted(rest))
    }
  }

  private static func rank(_ value: CommandContext.Value, times factor: Int) -> String {
    switch value {
    case .text(let text): Int(text).map { String($0 * factor) } ?? quoted(text)
    case .variable(let name): factor == 1 ? "\"${\(name)}\"" : "$((\(name) * \(factor)))"
    }
  }
}
