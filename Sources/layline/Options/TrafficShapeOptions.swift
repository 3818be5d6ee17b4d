import ArgumentParser
import Costing
import Inputs

/// What one request is like.
struct TrafficShapeOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "Tokens of a prompt.")
  var input: String

  @Option(parsing: .unconditional, help: "Tokens generated for a prompt, 2 or more.")
  var outputTokens: String

  @Option(parsing: .unconditional, help: "Share of prompt tokens found in a prefix cache: 0.5 or \"50 %\".")
  var prefixCacheHit: String?

  /// Requests that come as `load` and `requests` say.
  /// - Throws: `Diagnostic` that names the flag at fault.
  func traffic(load: Traffic.Load, requests: Double? = nil) throws -> Traffic {
    let hits = try FlagValue.node("--prefix-cache-hit", prefixCacheHit)?.share() ?? 0
    guard hits < 1 else {
      throw Diagnostic(
        id: "out-of-range", file: "--prefix-cache-hit", found: "all of a prompt",
        expected: "a share below 1: the last token of a prompt is always computed")
    }
    return Traffic(
      inputTokens: try tokens("--input", input, atLeast: 1),
      outputTokens: try tokens("--output-tokens", outputTokens, atLeast: 2),
      prefixCacheHitRate: hits, load: load, requests: requests)
  }

  private func tokens(_ flag: String, _ text: String, atLeast least: Int) throws -> Double {
    Double(try FlagValue.node(flag, text)?.integer(atLeast: least, atMost: 1 << 32) ?? least)
  }
}
