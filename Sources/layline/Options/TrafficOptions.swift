import ArgumentParser
import Costing
import Inputs

/// What a deployment is asked to serve.
struct TrafficOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "Tokens of a prompt.")
  var input: String

  @Option(parsing: .unconditional, help: "Tokens generated for a prompt, 2 or more.")
  var outputTokens: String

  @Option(parsing: .unconditional, help: "Clients that each send their next request when the last is answered.")
  var concurrency: String?

  @Option(parsing: .unconditional, help: "Arrivals per second, instead of --concurrency.")
  var requestsPerSecond: String?

  @Option(
    parsing: .unconditional,
    help: "Requests of a run with --concurrency, whose start weighs more the shorter it is; endless by default.")
  var requests: String?

  @Option(parsing: .unconditional, help: "Share of prompt tokens found in a prefix cache: 0.5 or \"50 %\".")
  var prefixCacheHit: String?

  /// - Throws: `Diagnostic` that names the flag at fault.
  func traffic() throws -> Traffic {
    let hits = try FlagValue.node("--prefix-cache-hit", prefixCacheHit)?.share() ?? 0
    guard hits < 1 else {
      throw Diagnostic(
        id: "out-of-range", file: "--prefix-cache-hit", found: "all of a prompt",
        expected: "a share below 1: the last token of a prompt is always computed")
    }
    return Traffic(
      inputTokens: try tokens("--input", input, atLeast: 1),
      outputTokens: try tokens("--output-tokens", outputTokens, atLeast: 2),
      prefixCacheHitRate: hits, load: try load(), requests: try runLength())
  }

  private func load() throws -> Traffic.Load {
    let clients = try FlagValue.node("--concurrency", concurrency)?.integer(atLeast: 1, atMost: 1 << 24)
    let rate = try FlagValue.node("--requests-per-second", requestsPerSecond)?.number(atLeast: 1e-9, atMost: 1e9)
    switch (clients, rate) {
    case (let clients?, nil): return .concurrency(Double(clients))
    case (nil, let rate?): return .requestsPerSecond(rate)
    case (nil, nil): throw conflict(found: "nothing about how much traffic there is")
    default: throw conflict(found: "both --concurrency and --requests-per-second")
    }
  }

  private func runLength() throws -> Double? {
    guard let count = try FlagValue.node("--requests", requests)?.integer(atLeast: 1, atMost: 1 << 40) else {
      return nil
    }
    guard concurrency != nil else {
      throw Diagnostic(
        id: "flags-conflict", file: "--requests", found: "it with --requests-per-second",
        expected: "it with --concurrency, as arrivals go on for ever")
    }
    return Double(count)
  }

  private func tokens(_ flag: String, _ text: String, atLeast least: Int) throws -> Double {
    Double(try FlagValue.node(flag, text)?.integer(atLeast: least, atMost: 1 << 32) ?? least)
  }

  private func conflict(found: String) -> Diagnostic {
    Diagnostic(
      id: "flags-conflict", file: "--concurrency", found: found,
      expected: "exactly one of --concurrency and --requests-per-second")
  }
}
