import ArgumentParser
import Formats
import FoundationEssentials
import Models
import Planning

/// Runs one command and turns whatever it throws into an exit status and one line on stderr.
enum CommandRunner {
  /// - Parameter arguments: The command line without the program's name.
  static func run(_ arguments: [String]) -> ExitStatus {
    if let bad = arguments.first(where: isUnreadable), arguments.first != "---completion" {
      let found = "\"\(bad.prefix(60).replacing("\u{FFFD}", with: "?"))\""
      complain(
        "\(Diagnostic(id: .notText, file: "command line", found: found, expected: "text in UTF-8 without control characters"))"
      )
      return .badQuestion
    }
    if let problem = CommandWords.unknownCommand(arguments) {
      complain("command line: \(problem) [usage]")
      return .badQuestion
    }
    let arguments = CommandWords.translated(arguments)
    let command: any ParsableCommand
    do {
      command = try LaylineCommand.parseAsRoot(arguments)
    } catch {
      return refused(error, arguments)
    }
    return IgnoredKeys.$names.withValue(ModelReadingOptions.ignoredKeys(in: arguments)) { run(command) }
  }

  /// Names of files end up in scripts, tables and logs; what is not UTF-8 would name another file.
  private static func isUnreadable(_ argument: String) -> Bool {
    argument.unicodeScalars.contains { PlainText.isControl($0) || $0 == "\u{FFFD}" }
  }

  private static func run(_ command: any ParsableCommand) -> ExitStatus {
    var command = command
    do {
      try command.run()
      return .success
    } catch let status as ExitStatus {
      return status
    } catch is PlanningInterrupted {
      guard Interruption.isRequested else {
        complain("the time limit passed before anything was found [time-limit]")
        return .notProved
      }
      complain("interrupted before anything was found [interrupted]")
      return .interrupted
    } catch let unsolved as CompositionUnsolved {
      complain("the solver gave no answer: \(unsolved.status) [solver-failed]")
      return .internalFault
    } catch let diagnostic as Diagnostic {
      complain("\(diagnostic)")
      return .badQuestion
    } catch  where LaylineCommand.exitCode(for: error).isSuccess {
      return help(error)
    } catch {
      complain("internal fault: \(error) [internal]")
      return .internalFault
    }
  }

  /// A request for help is answered; anything else is a fault of usage.
  private static func refused(_ error: any Error, _ arguments: [String]) -> ExitStatus {
    if LaylineCommand.exitCode(for: error).isSuccess { return help(error) }
    let message = LaylineCommand.message(for: error).split(whereSeparator: \.isNewline).joined(separator: " ")
    let (command, words) = deepest(arguments)
    let advice = CommandWords.nearFlag(message, of: command).map { "; \($0)" } ?? ""
    complain("command line: \(message)\(advice); see \"\(words) --help\" [usage]")
    return .badQuestion
  }

  private static func help(_ request: any Error) -> ExitStatus {
    do {
      try Answer.print(LaylineCommand.fullMessage(for: request))
      return .success
    } catch let status as ExitStatus {
      return status
    } catch {
      complain("\(error)")
      return .badQuestion
    }
  }

  /// The deepest command that the words lead to, and these: "layline model show".
  private static func deepest(_ arguments: [String]) -> (command: any ParsableCommand.Type, words: String) {
    var command: any ParsableCommand.Type = LaylineCommand.self
    var words = ["layline"]
    for word in arguments {
      guard let next = command.configuration.subcommands.first(where: { $0.configuration.commandName == word })
      else { break }
      command = next
      words.append(word)
    }
    return (command, words.joined(separator: " "))
  }

  /// Where stderr is closed nobody hears it; the status says the same.
  private static func complain(_ text: String) {
    _ = Descriptor.errors.write(Data("layline: error: \(text)\n".utf8))
  }
}
