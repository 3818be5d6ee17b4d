import ArgumentParser
import Formats
import Plans

/// What is to run the layouts.
struct EngineOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Only what this engine runs, as layline emit starts it: sglang, vllm, trtllm or megatron; what any of them runs by "
        + "default."))
  var engine: String?

  @Flag(help: "Also layouts that no engine runs: stages that differ, or other micro-batches in flight than stages.")
  var anyLayout = false

  /// The engine that is to run what is found; `nil` for any layout.
  /// - Throws: `Diagnostic` "unknown-value", or "conflict" where both flags are given.
  func rule() throws -> EngineRule? {
    let named = try FlagValue.node("--engine", engine)?.choice(EngineRule.self)
    guard anyLayout else { return named ?? .any }
    guard named == nil else {
      throw Diagnostic.flags("--engine", "contradicts --any-layout, which also takes what no engine runs", "give one")
    }
    return nil
  }

  /// The flags that were given.
  var given: [String] { (engine == nil ? [] : ["--engine"]) + (anyLayout ? ["--any-layout"] : []) }
}
