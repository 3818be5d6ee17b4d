import ArgumentParser
import Costing
import Inputs
import Quantities

/// What is served: a context, or input and output lengths.
struct WorkloadOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "Tokens that a sequence holds in the KV cache.")
  var context: String?

  @Option(parsing: .unconditional, help: "Tokens of a prompt, with --output-tokens instead of --context.")
  var input: String?

  @Option(parsing: .unconditional, help: "Tokens generated for a prompt, with --input.")
  var outputTokens: String?

  /// - Parameter cacheFormat: How cache elements are stored; `nil` takes what the checkpoint asks for.
  /// - Throws: `Diagnostic` that names the flag at fault.
  func workload(cacheFormat: NumberFormat?) throws -> Workload {
    let context = try tokens("--context", context)
    let lengths = try (tokens("--input", input), tokens("--output-tokens", outputTokens))
    switch (context, lengths.0, lengths.1) {
    case (let context?, nil, nil): return try Workload(context: context, cacheFormat: cacheFormat)
    case (nil, let input?, let output?):
      return try Workload(inputTokens: input, outputTokens: output, cacheFormat: cacheFormat)
    case (nil, nil, nil): throw conflict("nothing about the length of sequences")
    case (nil, _, _): throw conflict(input == nil ? "--output-tokens alone" : "--input alone")
    default: throw conflict("--context together with --input or --output-tokens")
    }
  }

  private func tokens(_ flag: String, _ text: String?) throws -> Int? {
    try FlagValue.node(flag, text)?.integer(atLeast: 1, atMost: 1 << 32)
  }

  private func conflict(_ found: String) -> Diagnostic {
    Diagnostic(
      id: "flags-conflict", file: "--context", found: found,
      expected: "either --context, or --input with --output-tokens")
  }
}
