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
