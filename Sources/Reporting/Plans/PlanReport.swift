import Clusters
import Costing
import FoundationEssentials
import Plans
import Quantities

/// A plan on one screen, for a person.
public struct PlanReport: CustomStringConvertible, Sendable {
  let plan: Plan
  private let cluster: Cluster
  private let effort: [String]
  private let current: CurrentSection?
  private static let mostStages = 8
  private static let mostKinds = 8

  /// - Parameters:
  ///   - plan: What was planned.
  ///   - cluster: Where.
  ///   - effort: What the run took, which is not part of the plan: "search 1.2 s".
  ///   - current: What must be loaded where another plan runs.
  public init(_ plan: Plan, cluster: Cluster, effort: [String] = [], current: CurrentSection? = nil) {
    self.current = current
    self.plan = plan
    self.cluster = cluster
    self.effort = effort
  }

  /// At most 100 columns.
  public var description: String {
    var page = Page()
    page.line(InputsLine(inputs: plan.inputs).text)
    page.section("Answer", answer)
    layouts(&page)
    prediction(&page)
    for pool in cluster.pools where pool.availableGPUCount > 0 { PlacementMap(plan: plan, pool: pool).write(to: &page) }
    if let idle { page.row(idle) }
    current?.write(to: &page)
    FailureSection(plan, cluster: cluster).write(to: &page)
    for kind in plan.kinds { PlanExperts(plan: kind).write(to: &page) }
    MemorySection(plan: plan, shown: shown).write(to: &page)
    BottleneckSection(plan: plan).write(to: &page)
    stages(&page)
    changes(&page)
    whatIf(&page)
    marginals(&page)
    certificate(&page)
    return page.text
  }

  /// "186,598 tokens/s with 248 of 248 GPUs, TPOT 49.7 ms at most (decode only: prefill is not in it)".
  private var answer: String {
    let total = plan.total
    let available = Numerals.grouped(total.gpus + total.idleGPUs)
    return "\(Numerals.grouped(rounding: total.tokensPerSecond)) tokens/s with \(Numerals.grouped(total.gpus)) of "
      + "\(available) GPUs, TPOT \(Seconds(plan.slowestTimePerOutputToken))"
      + "\(plan.workers.count > 1 ? " at most" : "") (decode only: prefill is not in it)"
  }

  /// Why GPUs are idle; `nil` where none are.
  private var idle: String? {
    let goal = plan.inputs.goal
    guard plan.total.idleGPUs > 0 else { return nil }
    let gpus = Numerals.count(plan.total.idleGPUs, "GPU")
    if let limit = goal.gpuLimit, plan.total.gpus + plan.total.idleGPUs > limit, goal.objective == .throughput {
      let unused = plan.total.gpus < limit ? ", and nothing that was found for the rest of these makes more" : ""
      return "\(gpus) idle: no more than \(Numerals.grouped(limit)) were asked for\(unused)"
    }
    switch goal.objective {
    case .throughput: return "\(gpus) idle: nothing that was found for them makes more of the whole"
    case .gpus:
      return
        "\(gpus) idle: the demand of \(Numerals.grouped(rounding: goal.tokensPerSecond ?? 0)) tokens/s needs no more"
    case .cost, .latency:
      return "\(gpus) idle: replicas are alike, in one pool (--objective throughput makes the most of all GPUs)"
    }
  }

  /// Every kind of worker in a line, with a letter where there are several.
  private func layouts(_ page: inout Page) {
    page.section("Layout", KindLetter.prefixed(plan, 0) { $0.layout.sentence })
    page.rows(
      plan.workers.indices.dropFirst().map { index in
        KindLetter.prefixed(plan, index) { $0.layout.sentence }
      }, most: Self.mostKinds, rest: "kinds of replicas more (--json has all)")
  }

  /// The kinds of replicas that details are shown of.
  private var shown: Range<Int> { 0..<min(Self.mostKinds, plan.workers.count) }

  // MARK: - Speed and cost

  private func prediction(_ page: inout Page) {
    guard plan.workers.count > 1 else {
      page.section("Prediction", time(plan))
      page.row(
        "\(Self.number(plan.prediction.tokensPerSecondPerGPU)) tokens/s per GPU, "
          + "\(Self.number(plan.prediction.tokensPerSecondPerUser)) tokens/s per user")
      page.row(cost)
      reservations(&page)
      return
    }
    for index in shown {
      if index == 0 { page.gap() }
      page.titled(
        index == 0 ? "Prediction" : " ",
        KindLetter.prefixed(plan, index) { kind in
          "\(time(kind)); \(Self.number(kind.prediction.tokensPerSecondPerGPU)) tokens/s per GPU, "
            + "\(Numerals.grouped(rounding: kind.prediction.tokensPerSecond)) in all"
        })
    }
    page.row(cost)
    reservations(&page)
  }

  /// Where the figures rest on less than measurements of such hardware and such degrees.
  private func reservations(_ page: inout Page) {
    for inherited in Set(plan.kinds.compactMap(\.prediction.inheritedCalibration)).sorted() {
      page.row("calibration taken from \(inherited)")
    }
    let ranks = plan.workers.flatMap(\.layout.stages).map {
      min(max($0.tensorParallel, $0.expertTensorParallel), $0.gpusPerDomain)
    }
    if let most = ranks.max(), most > AllReduceCalibration.mostRanksMeasured {
      page.row("all-reduces among \(most) ranks are extrapolated from \(AllReduceCalibration.mostRanksMeasured)")
    }
  }

  /// "TPOT 49.6 ms, 38.2 ms to 64.5 ms in 8 of 10 runs".
  private func time(_ kind: Plan) -> String {
    let range = kind.prediction.timePerOutputTokenRange.map {
      ", \(Seconds($0.low)) to \(Seconds($0.high)) in 8 of 10 runs"
    }
    return "TPOT \(Seconds(kind.prediction.timePerOutputToken))\(range ?? "")"
  }

  private var cost: String {
    let total = plan.total
    let gpuHours = Speed.gpuHoursPerMillionTokens(tokensPerSecondPerGPU: total.tokensPerSecondPerGPU)
    let hours = "\(Self.number(gpuHours)) GPU-hours per million tokens"
    guard let price = total.costPerMillionTokens else { return hours + " (no price is known)" }
    let idle = total.costPerMillionTokensWithIdleGPUs.flatMap { all in
      all > price * (1 + 1e-9) ? "; \(Self.number(all)) with the idle GPUs" : nil
    }
    return "\(Self.number(price)) USD per million output tokens (\(hours))\(idle ?? "")"
  }

  // MARK: - Stages

  /// Where the time of each stage goes, and how long it idles.
  private func stages(_ page: inout Page) {
    page.section("Stages", "time of a micro-batch, bubble, longest operators")
    for index in shown { stages(of: index, &page) }
  }

  private func stages(of index: Int, _ page: inout Page) {
    let (layout, prediction) = (plan.workers[index].layout, plan.workers[index].prediction)
    let stages = Array(zip(layout.stages, prediction.stages).enumerated())
    for (number, (stage, prediction)) in stages.prefix(Self.mostStages) {
      page.row(
        KindLetter.prefixed(plan, index) { _ in
          "stage \(number) layers \(stage.firstLayer)-\(stage.lastLayer), \(StageDegrees(stage).description): "
            + "\(Seconds(prediction.time)), bubble \(Numerals.percent(prediction.bubble))"
        })
      page.row("  " + longestOperators(prediction))
    }
    if stages.count > Self.mostStages { page.row("and \(stages.count - Self.mostStages) stages more") }
    let hops = prediction.hops.prefix(Self.mostStages).map { "\($0.level) \(Seconds($0.time))" }
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
      plan.inputs.goal.objective == .throughput
        ? "\(verdict): \(Numerals.grouped(rounding: 1 / certificate.objective)) tokens/s, none above "
          + (certificate.bound > 0 ? Numerals.grouped(rounding: 1 / certificate.bound) : "what is not known")
        : "\(verdict): \(text(certificate.objective)) \(certificate.objectiveUnit), none below "
          + text(certificate.bound))
    page.row("space: " + certificate.space)
    page.row("not in it: " + outside)
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

  private func text(_ objective: Double) -> String {
    plan.inputs.goal.objective == .gpus
      ? Numerals.grouped(rounding: objective) : Numerals.significant(objective, digits: 4)
  }

  private var verdict: String {
    let gap = Numerals.percent(plan.certificate.gap, decimals: 2)
    switch plan.certificate.status {
    case .proved:
      return plan.certificate.gap == 0
        ? "proved the best of its space" : "proved within \(gap) of the best of its space"
    case .within:
      return plan.certificate.gap < 1 ? "within \(gap) of the best of its space" : "not proved at all"
    case .unknown: return "bound unknown"
    }
  }

  /// What people run, and which the search does not know: some of it may be better.
  private var outside: String {
    let experts =
      plan.workers.contains { $0.prediction.stages.contains { $0.memory.experts > 0 } }
      ? [
        "more EP ranks than experts", "experts sliced across domains", "two batches overlapped",
      ] : []
    let copies = plan.inputs.expertLoad == nil && !experts.isEmpty ? ["copies of experts without --expert-load"] : []
    let unlike = plan.inputs.goal.engine == nil ? [] : ["stages that differ (--any-layout)"]
    return (unlike + ["TP across domains"] + copies + experts + ["context parallelism", "speculative decoding"]).joined(
      separator: ", ")
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

/// The letter that stands for a kind of worker where a plan has several.
enum KindLetter {
  /// "A", "B"; `nil` where there is one kind.
  static func all(of plan: Plan) -> [String?] {
    plan.workers.indices.map { plan.workers.count == 1 ? nil : letter($0) }
  }

  static func letter(_ index: Int) -> String {
    index < 26 ? String(UnicodeScalar(UInt8(65 + index))) : "\(index + 1)"
  }

  /// A text about a kind, behind its letter where there are several.
  static func prefixed(_ plan: Plan, _ index: Int, _ text: (Plan) -> String) -> String {
    let kinds = plan.kinds
    return (kinds.count == 1 ? "" : "\(letter(index))  ") + text(kinds[index])
  }
}
