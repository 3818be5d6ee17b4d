import Clusters
import FoundationEssentials
import Plans
import Quantities

/// A plan on one screen, for a person.
public struct PlanReport: CustomStringConvertible, Sendable {
  private let plan: Plan
  private let pool: Pool
  private let effort: [String]

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
    [
      headline, "", LayoutSection(plan.layout).text, "", PredictionSection(plan).text, "",
      PlacementMap(plan, pool: pool).text, "", ExpertSection(plan).text + MemorySection(plan).text, "",
      BottleneckSection(plan).text, "", StageSection(plan).text, ChangeSection(plan).text,
      answers + CertificateSection(plan, effort: effort).text,
    ].joined(separator: "\n").split(separator: "\n", omittingEmptySubsequences: false)
      .flatMap { TextLayout.wrap(String($0), indent: 14) }.joined(separator: "\n")
  }

  /// To what was asked besides the plan.
  private var answers: String {
    [WhatIfSection(plan).text, MarginalSection(plan).text].filter { !$0.isEmpty }.map { $0 + "\n" }.joined()
  }

  private var headline: String { InputsLine(plan.inputs).text }
}

/// How good the plan is, and what that rests on.
struct CertificateSection {
  private let plan: Plan
  private let effort: [String]

  init(_ plan: Plan, effort: [String]) {
    self.plan = plan
    self.effort = effort
  }

  var text: String {
    let certificate = plan.certificate
    var lines = [
      "Certificate \(verdict): \(number(certificate.objective)) \(certificate.objectiveUnit), "
        + "none below \(number(certificate.bound))",
      "            space: " + certificate.space,
      "            search: \(Numerals.grouped(certificate.search.intervals)) intervals of batches, "
        + "\(Numerals.grouped(certificate.search.bounds)) bounds, \(Numerals.grouped(certificate.search.layouts)) layouts tried",
    ]
    if certificate.search.isInterrupted == true {
      lines.append("            interrupted: the best so far; what was not looked at is in the bound")
    }
    if let program = certificate.stageProgram { lines.append("            " + sentence(program)) }
    if !effort.isEmpty { lines.append("            took " + effort.joined(separator: ", ")) }
    return lines.joined(separator: "\n")
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

  private func number(_ value: Double) -> String { Numerals.significant(value, digits: 4) }
}

/// The changes that would help most.
struct ChangeSection {
  private let plan: Plan

  init(_ plan: Plan) { self.plan = plan }

  var text: String {
    guard !plan.changes.isEmpty else { return "" }
    return
      (["", "Would help  each solved for, at least"]
      + plan.changes.map { change in
        let flag = change.flag.map { " (\($0))" } ?? ""
        return "            \(Numerals.percent(change.improvement)) less \(measure): \(change.change)\(flag)"
      } + [""]).joined(separator: "\n")
  }

  private var measure: String {
    switch plan.inputs.goal.objective {
    case "latency": "time per token"
    case "gpus": "GPUs"
    default: "cost"
    }
  }
}

/// The chosen layout in one line.
struct LayoutSection {
  private let layout: PlanLayout

  init(_ layout: PlanLayout) { self.layout = layout }

  var text: String { "Layout      " + layout.sentence }
}

/// What one unit more or less of hardware is worth: by the derivative, and solved again.
struct MarginalSection {
  private let plan: Plan
  private let changes: SolvedChangeText

  init(_ plan: Plan) {
    self.plan = plan
    changes = SolvedChangeText(plan)
  }

  var text: String {
    guard let marginals = plan.marginals else { return "" }
    return
      ([
        "Marginal    one unit more or less, at the plan's layout and batch by derivative, and solved again",
        "            (gain: of \(gained); in all: tokens/s of all replicas)",
        "            " + "unit".padding(to: 24) + "derivative".padding(left: 10) + "solved".padding(left: 10)
          + "in all".padding(left: 10) + "  then",
      ] + marginals.map(row) + [""]).joined(separator: "\n")
  }

  private var gained: String {
    switch plan.inputs.goal.objective {
    case "latency": "tokens/s per user"
    case "gpus": "demand per GPU"
    default: plan.certificate.objectiveUnit.hasPrefix("USD") ? "tokens per dollar" : "tokens/s per GPU"
    }
  }

  private func row(_ marginal: SolvedMarginal) -> String {
    let derivative = marginal.derivative.map { SolvedChangeText.signed($0, decimals: 2) } ?? ""
    let start = "            " + marginal.unit.padding(to: 24) + derivative.padding(left: 10)
    guard let solved = marginal.answer else { return start + "  none: \(marginal.reason ?? "nothing fits")" }
    let all = solved.tokensPerSecond / plan.prediction.tokensPerSecond - 1
    return start + SolvedChangeText.signed(solved.gain, decimals: 2).padding(left: 10)
      + SolvedChangeText.signed(all).padding(left: 10) + "  \(changes.layout(solved))"
  }
}

/// HBM of the fullest GPU of each stage as a bar: weights, experts, KV cache, reserve, and what is left.
struct MemorySection {
  private let plan: Plan
  private static let mostStages = 8

  init(_ plan: Plan) { self.plan = plan }

  var text: String {
    let stages = plan.prediction.stages
    let shown = stages.prefix(Self.mostStages).enumerated().map { "            " + row($0, $1.memory) }
    let more = stages.count > shown.count ? ["            and \(stages.count - shown.count) stages more"] : []
    return
      ([
        "HBM         GB on \(place) (w weights, e experts\(copies), k KV, r reserve, . free)",
        "            KV of \(reserved) reserved for each sequence",
      ] + shown + more + pipelining).joined(separator: "\n")
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

  /// Pipelining divides weights, not KV: the stages hold fewer layers of more sequences.
  private var pipelining: [String] {
    guard let memory = plan.prediction.memoryWithTwiceTheStages else { return [] }
    return [
      "            with twice the stages and micro-batches in flight: weights \(gigabytes(memory.weights)), experts "
        + "\(gigabytes(memory.experts + (memory.redundantExperts ?? 0))), KV \(gigabytes(memory.cache))"
    ]
  }

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
    return "\(index) [\(TextLayout.bar(parts, width: 14))] \(gigabytes(memory.usable)): \(figures)"
  }

  private func gigabytes(_ bytes: Double) -> String { Numerals.fixed(bytes / 1e9, decimals: 1) }
}

/// Speed and cost.
struct PredictionSection {
  private let plan: Plan

  init(_ plan: Plan) { self.plan = plan }

  var text: String {
    let prediction = plan.prediction
    var lines = [
      "Prediction  TPOT \(Seconds(prediction.timePerOutputToken))\(range) (decode only: prefill is not in it)",
      "            \(number(prediction.tokensPerSecondPerGPU)) tokens/s per GPU, "
        + "\(number(prediction.tokensPerSecondPerUser)) tokens/s per user, "
        + "\(Numerals.grouped(rounding: prediction.tokensPerSecond)) tokens/s in all",
      "            " + cost,
    ]
    if let inherited = prediction.inheritedCalibration {
      lines.append("            calibration taken from \(inherited)")
    }
    return lines.joined(separator: "\n")
  }

  /// " (45.1 ms to 57.3 ms in 8 of 10 runs)".
  private var range: String {
    guard let range = plan.prediction.timePerOutputTokenRange else { return "" }
    return ", \(Seconds(range.low)) to \(Seconds(range.high)) in 8 of 10 runs"
  }

  private var cost: String {
    let hours = "\(number(plan.prediction.gpuHoursPerMillionTokens)) GPU-hours per million tokens"
    guard let price = plan.prediction.costPerMillionTokens else { return hours + " (no price is known)" }
    return "\(number(price)) USD per million output tokens (\(hours))"
  }

  private func number(_ value: Double) -> String {
    value >= 1000 ? Numerals.grouped(rounding: value) : Numerals.significant(value)
  }
}

/// Where the time of each stage goes, and how long it idles.
struct StageSection {
  private let plan: Plan
  private static let mostStages = 8

  init(_ plan: Plan) { self.plan = plan }

  var text: String {
    let stages = Array(zip(plan.layout.stages, plan.prediction.stages).enumerated())
    let shown = stages.prefix(Self.mostStages).map { "            " + row($0, $1.0, $1.1) }
    let more = stages.count > shown.count ? ["            and \(stages.count - shown.count) stages more"] : []
    let hops = plan.prediction.hops.isEmpty ? [] : ["            " + hopLine]
    return (["Stages      time of a micro-batch, bubble, longest operators"] + shown + more + hops).joined(
      separator: "\n")
  }

  private func row(_ index: Int, _ stage: PlanStage, _ prediction: StagePrediction) -> String {
    let longest = prediction.operators.sorted { ($1.time, $0.name) < ($0.time, $1.name) }.prefix(3)
      .map { "\($0.name) \(Seconds($0.time))" }.joined(separator: ", ")
    return "stage \(index) layers \(stage.firstLayer)-\(stage.lastLayer), \(StageDegrees(stage).description): "
      + "\(Seconds(prediction.time)), bubble \(Numerals.percent(prediction.bubble))\n              " + longest
  }

  private var hopLine: String {
    "hops: "
      + plan.prediction.hops.prefix(Self.mostStages).map { "\($0.level) \(Seconds($0.time))" }
      .joined(separator: ", ")
  }
}

/// What the plan would be with other figures.
struct WhatIfSection {
  private let plan: Plan
  private let changes: SolvedChangeText

  init(_ plan: Plan) {
    self.plan = plan
    changes = SolvedChangeText(plan)
  }

  var text: String {
    guard let answers = plan.whatIf else { return "" }
    let tolerance = Numerals.percent(plan.inputs.goal.tolerance, decimals: 2)
    return
      (["What if     each solved again, within \(tolerance) of the best (\(changes.measure))"]
      + answers.flatMap(rows) + [""]).joined(separator: "\n")
  }

  private func rows(_ answer: WhatIf) -> [String] {
    let indent = "            "
    guard let solved = answer.answer else {
      return [indent + answer.change, indent + "  no plan: \(answer.refusal?.sentence ?? "nothing fits")"]
    }
    return [
      indent + answer.change,
      indent + "  \(changes.objective(solved)); TPOT \(Seconds(solved.timePerOutputToken)), "
        + "\(SolvedChangeText.number(solved.tokensPerSecondPerGPU)) tokens/s per GPU; \(changes.layout(solved))",
    ]
  }
}
