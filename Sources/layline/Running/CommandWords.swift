import ArgumentParser
import Formats
import FoundationEssentials

/// The words of a command line as people write them: flags of other tools, and names that are nearly right.
enum CommandWords {
  /// What engines, benchmarks and papers call a flag, by the name that it has here.
  private static let synonyms: [String: [String]] = [
    "--tensor-parallel": ["--tp", "--tp-size", "--tensor-parallel-size", "--tensor-model-parallel-size"],
    "--pipeline-parallel": ["--pp", "--pp-size", "--pipeline-parallel-size", "--pipeline-model-parallel-size"],
    "--expert-parallel": ["--ep", "--ep-size", "--expert-parallel-size", "--expert-model-parallel-size"],
    "--data-parallel": ["--dp", "--dp-size", "--data-parallel-size"],
    "--input": ["--isl", "--input-len", "--input-tokens", "--random-input-len", "--prompt-tokens"],
    "--output-tokens": ["--osl", "--output-len", "--random-output-len", "--max-tokens"],
    "--context": ["--max-model-len", "--context-length"],
    "--concurrency": ["--max-concurrency"],
    "--requests-per-second": ["--rps", "--qps", "--request-rate"],
    "--precision": ["--quantization", "--dtype"],
    "--kv-precision": ["--kv-cache-dtype"],
    "--objective": ["--optimize", "--optimize-for"],
  ]

  private static let names = Dictionary(
    uniqueKeysWithValues: synonyms.flatMap { name, others in others.map { ($0, name) } })

  /// The arguments with flags under the names that they have here; what stands behind "--" is left as it is.
  static func translated(_ arguments: [String]) -> [String] {
    let end = arguments.firstIndex(of: "--") ?? arguments.count
    return arguments.enumerated().map { index, argument in
      guard index < end, argument.hasPrefix("--") else { return argument }
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = names[String(parts[0])] else { return argument }
      return ([Substring(name)] + parts.dropFirst()).joined(separator: "=")
    }
  }

  /// What is wrong with the first word that should name a command; `nil` where nothing is.
  static func unknownCommand(_ arguments: [String]) -> String? {
    var command: any ParsableCommand.Type = LaylineCommand.self
    for word in arguments {
      let below = command.configuration.subcommands
      if below.isEmpty || word.hasPrefix("-") { return nil }
      let known = below.compactMap { $0.configuration.commandName }
      guard let next = below.first(where: { $0.configuration.commandName == word }) else {
        if word == "help" || command.configuration.defaultSubcommand != nil { return nil }
        let advice = NearestNames.advice(word, among: known) ?? "commands are \(known.joined(separator: ", "))"
        return "\"\(word)\" is no command; \(advice)"
      }
      command = next
    }
    return nil
  }

  /// Flags near the one that a message calls unknown; `nil` where none is, or the message says so itself.
  static func nearFlag(_ message: String, of command: any ParsableCommand.Type) -> String? {
    let parts = message.split(separator: "Unknown option '", maxSplits: 1)
    guard let rest = parts.last, message.contains("Unknown option '"), !message.contains("Did you mean") else {
      return nil
    }
    let flag = String(rest.prefix { $0 != "'" })
    if degrees.contains(flag) {
      return "layline \(command.configuration.commandName ?? "") chooses the degrees; layline predict takes them, and "
        + "layline compare --layouts tp8,tp4+ep32+pp2 holds some"
    }
    return NearestNames.advice(flag, among: flags(of: command))
  }

  /// The degrees of parallelism of a layout that is given.
  private static let degrees = ["--tensor-parallel", "--pipeline-parallel", "--expert-parallel", "--data-parallel"]

  /// From the help, which names them all.
  private static func flags(of command: any ParsableCommand.Type) -> [String] {
    let words = LaylineCommand.helpMessage(for: command, columns: 200).split { " []()|,=\n".contains($0) }
    return Set(words.filter { $0.hasPrefix("--") && $0.count > 3 }.map(String.init)).sorted()
  }
}
