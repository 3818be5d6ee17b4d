import Clusters
import FoundationEssentials
import Plans
import Quantities

/// A plan on one screen, for a person.
public struct PlanReport: CustomStringConvertible, Sendable {
  let plan: Plan
  private let pool: Pool
  private let effort: [String]
  private static let mostStages = 8

  /// - Parameters:
  ///   - plan: What was planned.
  ///   - pool: The pool that it lies in.
  ///   - effort: What the run took, which is not part of the plan: "search 1.2 s".
  public init(_ plan: Plan, pool: Pool, effort: [String] = []) {
    self.plan = plan
    self.pool = pool
    self.effort = effort
  }

  /// At most 100 columns.
  public var description: String {
    var page = Page()
    page.line(InputsLine(inputs: plan.inputs).text)
    page.section("Layout", plan.layout.sentence)
    prediction(&page)
    PlacementMap(plan: plan, pool: pool).write(to: &page)
    experts(&page)
    memory(&page)
    BottleneckSection(plan: plan).write(to: &page)
    stages(&page)
    changes(&page)
    whatIf(&page)
    marginals(&page)
    certificate(&page)
    return page.text
  }

  // MARK: - Speed and cost

  private func prediction(_ page: inout Page) {
    let prediction = plan.prediction
    page.section(
      "Prediction", "TPOT \(Seconds(prediction.timePerOutputToken))\(range) (decode only: prefill is not in it)")
    page.row(
      "\(Self.number(prediction.tokensPerSecondPerGPU)) tokens/s per GPU, "
        + "\(Self.number(prediction.tokensPerSecondPerUser)) tokens/s per user, "
        + "\(Numerals.grouped(rounding: prediction.tokensPerSecond)) tokens/s in all")
    page.row(cost)
    if let inherited = prediction.inheritedCalibration { page.row("calibration taken from \(inherited)") }
  }

  /// " (45.1 ms to 57.3 ms in 8 of 10 runs)".
  private var range: String {
    guard let range = plan.prediction.timePerOutputTokenRange else { return "" }
    return ", \(Seconds(range.low)) to \(Seconds(range.high)) in 8 of 10 runs"
  }

  private var cost: String {
    let hours = "\(Self.number(plan.prediction.gpuHoursPerMillionTokens)) GPU-hours per million tokens"
    guard let price = plan.prediction.costPerMillionTokens else { return hours + " (no price is known)" }
    return "\(Self.number(price)) USD per million output tokens (\(hours))"
  }

  // MARK: - HBM

  /// HBM of the fullest GPU of each stage as a bar: weights, experts, KV cache, reserve, and what is left.
  private func memory(_ page: inout Page) {
    page.section("HBM", "GB on \(place) (w weights, e experts\(copies), k KV, r reserve, . free)")
    page.row("KV of \(reserved) reserved for each sequence")
    page.rows(
      plan.prediction.stages.enumerated().map { row($0, $1.memory) }, most: Self.mostStages, rest: "stages more")
    // Pipelining divides weights, not KV: the stages hold fewer layers of more sequences.
    guard let memory = plan.prediction.memoryWithTwiceTheStages else { return }
    page.row(
      "with twice the stages and micro-batches in flight: weights \(gigabytes(memory.weights)), experts "
        + "\(gigabytes(memory.experts + (memory.redundantExperts ?? 0))), KV \(gigabytes(memory.cache))")
  }

  /// The length at which the KV of a sequence counts: a plan promises that the batch fits when every sequence is at its end.
  private var reserved: String {
    let workload = plan.inputs.workload
    let tokens = Numerals.grouped(workload.context ?? (workload.inputTokens ?? 0) + (workload.outputTokens ?? 0))
    return workload.context == nil ? "\(tokens) tokens, input and all output," : "\(tokens) tokens"
  }

  private var hasCopies: Bool { plan.prediction.stages.contains { $0.memory.redundantExperts ?? 0 > 0 } }
  private var copies: String { hasCopies ? ", c copies" : "" }
  /// A line has 100 columns.
  private var place: String { hasCopies ? "a stage's fullest GPU" : "the fullest GPU of a stage" }

  private func row(_ index: Int, _ memory: MemoryPrediction) -> String {
    let rest = memory.reserve + memory.activations
    let parts: [(letter: Character, share: Double)] = [
      ("w", memory.weights / memory.usable), ("e", memory.experts / memory.usable),
      ("c", (memory.redundantExperts ?? 0) / memory.usable),
      ("k", memory.cache / memory.usable), ("r", rest / memory.usable),
    ]
    let figures = [
      ("weights", memory.weights), ("experts", memory.experts), ("copies", memory.redundantExperts ?? 0),
      ("KV", memory.cache), ("reserve", rest),
      ("free", memory.free),
    ].filter { $0.1 != 0 }.map { "\($0.0) \(gigabytes($0.1))" }.joined(separator: ", ")
    return "\(index) [\(Page.bar(parts, width: 14))] \(gigabytes(memory.usable)): \(figures)"
  }

  private func gigabytes(_ bytes: Double) -> String { Numerals.fixed(bytes / 1e9, decimals: 1) }

  // MARK: - Stages

  /// Where the time of each stage goes, and how long it idles.
  private func stages(_ page: inout Page) {
    page.section("Stages", "time of a micro-batch, bubble, longest operators")
    let stages = Array(zip(plan.layout.stages, plan.prediction.stages).enumerated())
    for (index, (stage, prediction)) in stages.prefix(Self.mostStages) {
      page.row(
        "stage \(index) layers \(stage.firstLayer)-\(stage.lastLayer), \(StageDegrees(stage).description): "
          + "\(Seconds(prediction.time)), bubble \(Numerals.percent(prediction.bubble))")
      page.row("  " + longestOperators(prediction))
    }
    if stages.count > Self.mostStages { page.row("and \(stages.count - Self.mostStages) stages more") }
    let hops = plan.prediction.hops.prefix(Self.mostStages).map { "\($0.level) \(Seconds($0.time))" }
    if !hops.isEmpty { page.row("hops: " + hops.joined(separator: ", ")) }
  }

  private func longestOperators(_ stage: StagePrediction) -> String {
    stage.operators.sorted { ($1.time, $0.name) < ($0.time, $1.name) }.prefix(3)
      .map { "\($0.name) \(Seconds($0.time))" }.joined(separator: ", ")
  }

  // MARK: - Certificate

  /// How good the plan is, and what that rests on.
  private func certificate(_ page: inout Page) {
    let certificate = plan.certificate
    page.section(
      "Certificate",
      "\(verdict): \(Numerals.significant(certificate.objective, digits: 4)) \(certificate.objectiveUnit), "
        + "none below \(Numerals.significant(certificate.bound, digits: 4))")
    page.row("space: " + certificate.space)
    page.row(
      "search: \(Numerals.grouped(certificate.search.intervals)) intervals of batches, "
        + "\(Numerals.grouped(certificate.search.bounds)) bounds, \(Numerals.grouped(certificate.search.layouts)) layouts tried"
    )
    if certificate.search.isInterrupted == true {
      page.row("interrupted: the best so far; what was not looked at is in the bound")
    }
    if let program = certificate.stageProgram {
      page.row(sentence(program))
    } else if certificate.search.isInterrupted != true {
      page.row("stage program: not solved, as it would be too large for a solver; the bound is the search's")
    }
    if !effort.isEmpty { page.row("took " + effort.joined(separator: ", ")) }
  }

  private var verdict: String {
    let gap = Numerals.percent(plan.certificate.gap, decimals: 2)
    switch plan.certificate.status {
    case .proved: return plan.certificate.gap == 0 ? "proved optimal" : "proved within \(gap) of the best"
    case .within: return "within \(gap) of the best"
    case .unknown: return "bound unknown"
    }
  }

  private func sentence(_ program: ProgramCertificate) -> String {
    "stage program at this batch: \(program.solver), \(Numerals.grouped(program.columns)) columns × \(program.rows) rows, "
      + "\(Numerals.grouped(program.keptColumns)) left after reduced costs, \(program.nodes) nodes; "
      + "round \(Seconds(program.round)), bound \(Seconds(program.bound))"
  }

  static func number(_ value: Double) -> String {
    value >= 1000 ? Numerals.grouped(rounding: value) : Numerals.significant(value)
  }
}
