/// A command as a container's `command`, in which Kubernetes puts `$(NAME)` in place itself.
enum KubernetesCommand {
  /// The words, or a shell that runs them where they have to be computed.
  static func words(_ words: [CommandWord], in context: CommandContext) -> [String] {
    let plain = words.map { word($0, in: context) }
    let whole = plain.compactMap { $0 }
    guard whole.count < plain.count else { return whole }
    let line = words.map { ShellText.word($0, in: context) }.joined(separator: " ")
    return ["sh", "-c", escaped("exec " + line)]
  }

  /// Text that Kubernetes leaves as it is: it takes "$(" for a variable, and "$$" for one "$".
  static func escaped(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let character = rest.popFirst() {
      let isSpecial = character == "$" && (rest.first == "(" || rest.first == "$")
      result += isSpecial ? "$$" : String(character)
    }
    return result
  }

  private static func word(_ word: CommandWord, in context: CommandContext) -> String? {
    switch word {
    case .text(let text): escaped(text)
    case .leader(let port): value(context.leader) + (port.map { ":\($0)" } ?? "")
    case .file(let name): value(context.folder) + "/" + escaped(name)
    case .nodeRank(let factor):
      switch context.nodeRank {
      case .text(let text): Int(text).map { String($0 * factor) }
      case .variable: factor == 1 ? value(context.nodeRank) : nil
      }
    }
  }

  private static func value(_ value: CommandContext.Value) -> String {
    switch value {
    case .text(let text): escaped(text)
    case .variable(let name): "$(\(name))"
    }
  }
}
