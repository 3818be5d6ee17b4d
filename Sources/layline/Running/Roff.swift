/// Text for man(7): what roff would take for its own is written so that it prints as it is.
enum Roff {
  /// Columns of the source, which linters want to be few.
  private static let width = 78
  /// Letters of a word that fits on any line.
  private static let longest = 40

  /// A text within a line.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\e"
      case "-": result += "\\-"
      case "'": result += "\\(aq"
      case "`": result += "\\(ga"
      case "^": result += "\\(ha"
      case "~": result += "\\(ti"
      case "\n", "\t": result += " "
      case _ where scalar.value < 0x20: break
      case _ where scalar.value > 0x7E:
        let code = String(scalar.value, radix: 16, uppercase: true)
        result += "\\[u\(String(repeating: "0", count: max(0, 4 - code.count)))\(code)]"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Sentences on lines of their own, broken between words; none begins as a request does.
  static func lines(_ text: String) -> [String] {
    var lines: [String] = []
    var line = ""
    func end() {
      if !line.isEmpty { lines.append(line.first == "." || line.first == "'" ? "\\&" + line : line) }
      line = ""
    }
    for word in text.split(whereSeparator: \.isWhitespace).map(String.init) {
      // A list without spaces may be longer than a line.
      let written = word.count > longest ? escaped(word).replacing(",", with: ",\\:") : escaped(word)
      if !line.isEmpty, line.utf8.count + 1 + written.utf8.count > width { end() }
      line += (line.isEmpty ? "" : " ") + written
      if word.last.map({ ".!?".contains($0) }) == true, word != "..." { end() }
    }
    end()
    return lines
  }

  /// An argument of a macro.
  static func quoted(_ text: String) -> String { "\"\(escaped(text).replacing("\"", with: "\\(dq"))\"" }
}

/// What the command line declares of itself, as ArgumentParser dumps it.
struct ToolDescription: Decodable {
  let command: Command

  /// A command and those below it.
  struct Command: Decodable {
    let commandName: String
    let abstract: String?
    let discussion: String?
    let shouldDisplay: Bool
    let superCommands: [String]?
    let subcommands: [Command]?
    let arguments: [Argument]?

    /// "layline model show".
    var fullName: String { ((superCommands ?? []) + [commandName]).joined(separator: " ") }

    /// Commands that do something, in the order of the help.
    var leaves: [Command] {
      let below = (subcommands ?? []).filter { $0.shouldDisplay && $0.commandName != "help" }
      return below.isEmpty ? [self] : below.flatMap(\.leaves)
    }
  }

  /// A flag, an option or a positional argument.
  struct Argument: Decodable {
    enum Kind: String, Decodable { case positional, option, flag }

    struct Name: Decodable {
      let kind: String
      let name: String

      /// "--model", "-h".
      var written: String { (kind == "long" ? "--" : "-") + name }
    }

    let kind: Kind
    let shouldDisplay: Bool
    let isOptional: Bool
    let isRepeating: Bool
    let names: [Name]?
    let preferredName: Name?
    let valueName: String?
    let defaultValue: String?
    let abstract: String?
    let discussion: String?
    let sectionTitle: String?
  }
}
