import ArgumentParser
import Costing
import Formats
import Quantities
import Reporting

/// What is served: a context, or input and output lengths.
struct WorkloadOptions: ParsableArguments {
  @OptionGroup var cache: ContextOptions
  @OptionGroup var lengths: LengthOptions

  /// - Parameter cacheFormat: How cache elements are stored; `nil` takes what the checkpoint asks for.
  /// - Throws: `Diagnostic` that names the flag at fault.
  func workload(cacheFormat: NumberFormat?) throws -> Workload {
    try check()
    let (input, output) = try (tokens("--input", lengths.input), tokens("--output-tokens", lengths.outputTokens))
    if let input, let output {
      return try Workload(inputTokens: input, outputTokens: output, cacheFormat: cacheFormat)
    }
    guard let context = try tokens("--context", cache.context) else {
      throw Diagnostic.missing(
        "--context", "give it, or --input and --output-tokens, for the length of sequences")
    }
    return try Workload(context: context, cacheFormat: cacheFormat)
  }

  /// - Throws: `Diagnostic` for a context beside lengths, and one length without the other.
  func check() throws {
    switch (cache.context, lengths.input, lengths.outputTokens) {
    case (_, nil, nil), (nil, _?, _?): return
    case (nil, let input, _):
      let (flag, other) = input == nil ? ("--output-tokens", "--input") : ("--input", "--output-tokens")
      throw Diagnostic.flags(flag, "has no effect without \(other)", "give both, or --context instead")
    default:
      throw Diagnostic.flags(
        "--context", "cannot be given with --input or --output-tokens", "leave it out, or leave the lengths out")
    }
  }

  private func tokens(_ flag: String, _ text: String?) throws -> Int? {
    try FlagValue.node(flag, text)?.tokens()
  }
}

/// The length of the KV cache of a replica's sequences.
struct ContextOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "Tokens that a sequence holds in the KV cache.")
  var context: String?
}

/// Lengths of requests.
struct LengthOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "Tokens of a prompt, with --output-tokens instead of --context.")
  var input: String?

  @Option(parsing: .unconditional, help: "Tokens generated for a prompt, with --input.")
  var outputTokens: String?
}

/// A form of a check's report and where it goes: "junit=report.xml", or "github" for stdout.
struct CheckOutput {
  let format: CheckFormat
  /// Where it goes; `nil` for stdout.
  let file: OutputFile?

  /// Reads what was asked for, looks whether files can be written, and takes text on stdout where nothing else goes there.
  /// - Throws: `Diagnostic` for unknown forms, files that cannot be written, and two forms on stdout.
  static func all(_ written: [String]) throws -> [CheckOutput] {
    let outputs = try written.map(CheckOutput.init)
    let toStdout = outputs.filter { $0.file == nil }
    guard toStdout.count <= 1 else {
      let forms = toStdout.map(\.format.rawValue).joined(separator: " and ")
      throw Diagnostic.flags(
        "--format", "sends \(forms) to stdout, which takes one",
        "write the others to files, as in junit=report.xml")
    }
    return toStdout.isEmpty ? [CheckOutput(format: .text, file: nil)] + outputs : outputs
  }

  private init(format: CheckFormat, file: OutputFile?) {
    self.format = format
    self.file = file
  }

  private init(_ written: String) throws {
    let parts = written.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard let format = CheckFormat(rawValue: parts[0]) else {
      throw Diagnostic(
        id: .unknownValue, file: "--format", found: "\"\(parts[0])\"",
        expected: "one of \(CheckFormat.allCases.map(\.rawValue).joined(separator: ", ")), with or without =FILE")
    }
    guard parts.count < 2 || !parts[1].isEmpty else {
      throw Diagnostic(id: .wrongType, file: "--format", found: "\"\(written)\"", expected: "a file behind =")
    }
    self.init(format: format, file: try parts.count < 2 ? nil : OutputFile(flag: "--format", path: parts[1]))
  }
}
