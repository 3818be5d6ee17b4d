import ArgumentParser
import Costing
import Formats
import Planning
import Plans
import Quantities

/// How the runtime was started.
struct RuntimeOptions: ParsableArguments {
  @Option(
    help: "The serving runtime, of those in the calibration: vllm, sglang, trtllm, any.",
    completion: .list(["vllm", "sglang", "trtllm", "any"]))
  var runtime: String?

  @OptionGroup var draft: DraftOptions

  @Flag(help: "Overlap communication with computing in two half batches.")
  var twoBatchOverlap = false

  @Option(parsing: .unconditional, help: "Steps of decode between two looks at the waiting requests.")
  var stepsBetweenAdmissions: String?

  @Option(parsing: .unconditional, help: "Sequences in decode that a data-parallel rank takes at most.")
  var mostSequences: String?

  /// - Throws: `Diagnostic` that names the flag at fault.
  func speculation() throws -> Speculation? { try draft.speculation() }

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
  /// - Throws: `Diagnostic` "unknown-runtime" that lists those it has.
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

/// Speculative decoding of one model.
struct DraftOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "Tokens that a draft proposes in a step, with --acceptance.")
  var draftTokens: String?

  @Option(
    parsing: .unconditional, help: "Share of drafted tokens that are accepted, given that those before them were.")
  var acceptance: String?

  /// - Throws: `Diagnostic` that names the flag at fault.
  func speculation() throws -> Speculation? {
    let tokens = try FlagValue.node("--draft-tokens", draftTokens)?.integer(atLeast: 1, atMost: 64)
    let share = try FlagValue.node("--acceptance", acceptance)?.share()
    switch (tokens, share) {
    case (nil, nil): return nil
    case (let tokens?, let share?): return Speculation(draftTokens: tokens, acceptance: share)
    default:
      let (flag, other) = tokens == nil ? ("--acceptance", "--draft-tokens") : ("--draft-tokens", "--acceptance")
      throw Diagnostic.flags(flag, "has no effect without \(other)", "give both to predict speculative decoding")
    }
  }
}

/// What is wanted of a layout. Each accessor throws a `Diagnostic` that names its flag.
struct GoalOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What is made best: throughput (tokens/s of all GPUs, the default of plan), cost (per token of the GPUs used), latency "
        + "(at --batch) or gpus (fewest for --tokens-per-second); for a whole service throughput, or cost or gpus for a demand."
    ),
    completion: .list(Objective.allCases.map(\.rawValue)))
  var objective: String?

  @Option(
    parsing: .unconditional,
    help: "Slowest time per output token, with its unit; 50 ms by default but for the objective latency.")
  var tpot: String?

  @OptionGroup var replica: ReplicaGoalOptions

  @Option(parsing: .unconditional, help: "Use at most so many GPUs; all of the cluster by default.")
  var gpus: String?

  @Option(parsing: .unconditional, help: "Share by which a better layout may be missed: 0.005 or \"0.5 %\".")
  var gap = "0.005"

  /// The word of `--objective` as one of the cases of a type.
  /// - Parameter usual: Where it was not given.
  func objective<T: RawRepresentable & CaseIterable>(_ type: T.Type, usual: T) throws -> T where T.RawValue == String {
    try objective.map { try InputNode(file: "--objective", content: .text($0)).choice(type) } ?? usual
  }

  /// What is made best of a whole service; "throughput" is the most requests that are served.
  func clusterObjective(isDemanded: Bool) throws -> ClusterObjective {
    if objective == Objective.throughput.rawValue { return .served }
    return try objective(ClusterObjective.self, usual: isDemanded ? .cost : .served)
  }

  /// - Parameter limitedByDefault: Whether the objective has a target where none was given.
  func timePerOutputToken(limitedByDefault: Bool) throws -> Seconds? {
    try FlagValue.node("--tpot", tpot ?? (limitedByDefault ? "50 ms" : nil))?.quantity(Seconds.self)
  }

  func gpuLimit() throws -> Int? {
    try FlagValue.node("--gpus", gpus)?.integer(atLeast: 1)
  }

  func tolerance() throws -> Double {
    try FlagValue.node("--gap", gap)?.share() ?? 0.005
  }

  /// The goal of replicas.
  /// - Parameter usual: The objective where none was given.
  /// - Throws: `Diagnostic` that names the flag at fault.
  func goal(usual: Objective = .cost) throws -> Goal {
    let demand = try replica.demand()
    let objective = try objective(Objective.self, usual: demand == nil ? usual : .gpus)
    guard demand == nil || objective == .gpus else {
      throw Diagnostic.flags(
        "--tokens-per-second", "has no effect with the objective \(objective.rawValue)",
        "leave --objective out: a demand is met with the fewest GPUs")
    }
    return try Goal(
      objective: objective, timePerOutputToken: timePerOutputToken(limitedByDefault: objective != .latency),
      batch: replica.batchSize(), tokensPerSecond: demand, gpuLimit: gpuLimit(), tolerance: tolerance())
  }
}

/// What is wanted of one replica alone. Each accessor throws a `Diagnostic` that names its flag.
struct ReplicaGoalOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "Sequences in flight in a replica; chosen by default.")
  var batch: String?

  @Option(
    parsing: .unconditional, help: "Demand in output tokens per second, met with the fewest GPUs (objective gpus).")
  var tokensPerSecond: String?

  func batchSize() throws -> Int? {
    try FlagValue.node("--batch", batch)?.integer(atLeast: 1, atMost: 1 << 32)
  }

  func demand() throws -> Double? {
    let value = try FlagValue.node("--tokens-per-second", tokensPerSecond)?.number(atLeast: 0)
    guard value != 0 else {
      throw Diagnostic(id: .outOfRange, file: "--tokens-per-second", found: "0", expected: "a number above zero")
    }
    return value
  }
}
