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
    var traffic = try Traffic(
      input: FlagValue.given("--input", input), output: FlagValue.given("--output-tokens", outputTokens),
      hits: FlagValue.node("--prefix-cache-hit", prefixCacheHit))
    traffic.load = try load()
    traffic.requests = try runLength()
    return traffic
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

  private func conflict(found: String) -> Diagnostic {
    Diagnostic(
      id: "flags-conflict", file: "--concurrency", found: found,
      expected: "exactly one of --concurrency and --requests-per-second")
  }
}
