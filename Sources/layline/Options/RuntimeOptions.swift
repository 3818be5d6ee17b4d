import ArgumentParser
import Costing
import Inputs

/// How the runtime was started.
struct RuntimeOptions: ParsableArguments {
  @Option(
    help: "The serving runtime, of those in the calibration: vllm, sglang, trtllm, any.",
    completion: .list(["vllm", "sglang", "trtllm", "any"]))
  var runtime: String?

  @Option(parsing: .unconditional, help: "Tokens that a draft proposes in a step, with --acceptance.")
  var draftTokens: String?

  @Option(
    parsing: .unconditional, help: "Share of drafted tokens that are accepted, given that those before them were.")
  var acceptance: String?

  @Flag(help: "Overlap communication with computing in two half batches.")
  var twoBatchOverlap = false

  @Option(parsing: .unconditional, help: "Steps of decode between two looks at the waiting requests.")
  var stepsBetweenAdmissions: String?

  @Option(parsing: .unconditional, help: "Sequences in decode that a data-parallel rank takes at most.")
  var mostSequences: String?

  /// - Throws: `Diagnostic` that names the flag at fault.
  func speculation() throws -> Speculation? {
    let tokens = try FlagValue.node("--draft-tokens", draftTokens)?.integer(atLeast: 1, atMost: 64)
    let share = try FlagValue.node("--acceptance", acceptance)?.share()
    switch (tokens, share) {
    case (nil, nil): return nil
    case (let tokens?, let share?): return Speculation(draftTokens: tokens, acceptance: share)
    default:
      throw Diagnostic(
        id: "flags-conflict", file: "--draft-tokens",
        found: tokens == nil ? "--acceptance alone" : "--draft-tokens alone",
        expected: "--draft-tokens and --acceptance together")
    }
  }

  /// - Throws: `Diagnostic` that names the flag at fault.
  func scheduler() throws -> SchedulerSettings {
    func count(_ flag: String, _ text: String?) throws -> Double? {
      try FlagValue.node(flag, text).map { Double(try $0.integer(atLeast: 1, atMost: 1 << 24)) }
    }
    return SchedulerSettings(
      stepsBetweenAdmissions: try count("--steps-between-admissions", stepsBetweenAdmissions),
      mostSequencesPerRank: try count("--most-sequences", mostSequences))
  }

  /// The runtime, which the calibration has figures for; `nil` where none was named.
  /// - Throws: `Diagnostic` "runtime-unknown" that lists those it has.
  func knownRuntime(of calibration: Calibration) throws -> String? {
    guard let runtime, !calibration.knowsRuntime(runtime) else { return runtime }
    do {
      _ = try calibration.figures(forRuntime: runtime)
      return runtime
    } catch let fault as Diagnostic {
      throw Diagnostic(
        id: fault.id, file: "--runtime", found: "\"\(runtime)\"", expected: fault.expected, advice: fault.advice)
    }
  }
}
