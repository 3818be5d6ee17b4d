import ArgumentParser
import Costing
import Quantities

/// The slowest times that are accepted.
struct ServiceTargetOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "Slowest mean time to first token, with its unit: \"2 s\"; any by default.")
  var ttft: String?

  @Option(
    parsing: .unconditional, help: "Slowest mean time per output token, with its unit: \"30 ms\"; any by default.")
  var tpot: String?

  /// - Throws: `Diagnostic` that names the flag at fault.
  func targets() throws -> ServiceTargets {
    ServiceTargets(
      timeToFirstToken: try FlagValue.node("--ttft", ttft)?.quantity(Seconds.self),
      timePerOutputToken: try FlagValue.node("--tpot", tpot)?.quantity(Seconds.self))
  }
}
