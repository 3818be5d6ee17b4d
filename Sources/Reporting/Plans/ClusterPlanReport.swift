import Clusters
import Models
import Plans
import Quantities

/// A plan of a cluster on one screen, for a person.
public struct ClusterPlanReport: CustomStringConvertible, Sendable {
  private let plan: ClusterPlan
  private let cluster: Cluster
  private let effort: [String]
  private let models: [ModelArchitecture]
  private let current: CurrentSection?

  /// - Parameters:
  ///   - plan: What was planned.
  ///   - cluster: What it lies on.
  ///   - effort: What the run took, which is not part of the plan.
  ///   - models: What was read of the models, for bytes to load; none where a table of workers had the rates.
  ///   - current: What must be loaded where another plan runs.
  public init(
    _ plan: ClusterPlan, cluster: Cluster, effort: [String] = [], models: [ModelArchitecture] = [],
    current: CurrentSection? = nil
  ) {
    self.models = models
    self.current = current
    self.plan = plan
    self.cluster = cluster
    self.effort = effort
  }

  /// At most 100 columns.
  public var description: String {
    var page = Page()
    page.line(headline)
    ServiceAnswer(plan: plan).write(to: &page)
    workers(&page)
    ClusterDomainMap(plan: plan, cluster: cluster).write(to: &page)
    if let idle { page.row(idle) }
    transfers(&page)
    current?.write(to: &page)
    FailureSection(plan, cluster: cluster, models: models).write(to: &page)
    spare(&page)
    WorkerDetailSection(plan: plan).write(to: &page)
    changes(&page)
    whatIf(&page)
    certificate(&page)
    return page.text
  }

  private var headline: String {
    let inputs = plan.inputs
    let models = inputs.models.map(\.name).joined(separator: ", ")
    let rates =
      inputs.workers.map { "workers of \($0.reference)" } ?? inputs.calibration.map { "calibration \($0.reference)" }
    let asked = inputs.models.count == 1 ? inputs.models.first.flatMap(asked) : nil
    return ["\(models) on \(inputs.cluster.reference)", asked, rates].compactMap(\.self).joined(separator: ", ")
  }

  /// "8,192 in, 1,024 out, TTFT at most 2.00 s, TPOT at most 30.0 ms".
  private func asked(_ model: ServedModel) -> String? {
    let lengths = [(model.inputTokens, "in"), (model.outputTokens, "out")].compactMap { tokens, word in
      tokens.map { "\($0 == $0.rounded() ? Numerals.grouped(rounding: $0) : Numerals.significant($0)) \(word)" }
    }
    let targets = [("TTFT", model.timeToFirstToken), ("TPOT", model.timePerOutputToken)].compactMap { name, time in
      time.map { "\(name) at most \(Seconds($0))" }
    }
    let parts = lengths + targets
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  // MARK: - Workers

  /// The kinds of workers that there are.
  private func workers(_ page: inout Page) {
    let workers = plan.composition.workers
    let layout = max(6, workers.map(\.layout.count).max() ?? 0)
    let several = Set(workers.map(\.model)).count > 1 || Set(workers.map(\.pool)).count > 1
    let widths = [-3, 13, -9, -layout, 7, 12, 9, 9]
    page.gap()
    page.line(
      "Workers    count role    " + Page.row(["layout", "GPUs", "req/s each", "TTFT", "TPOT"], Array(widths[3...])))
    for (index, worker) in workers.enumerated() {
      page.line(
        Page.row(
          [
            "  \(ClusterDomainMap.letter(index))", Numerals.grouped(worker.count), " \(worker.role.rawValue)",
            worker.layout,
            gpus(worker), Self.rate(worker.requestsPerSecond), Self.time(worker.timeToFirstToken),
            Self.time(worker.timePerOutputToken),
          ], widths) + (several ? "  \(short(worker.model)), \(worker.pool)" : ""))
    }
  }

  /// Why GPUs are idle; `nil` where none are.
  private var idle: String? {
    guard plan.placement.idleGPUs > 0 else { return nil }
    let gpus = Numerals.count(plan.placement.idleGPUs, "GPU")
    guard plan.inputs.objective == .served else {
      return "\(gpus) idle: the demand needs no more (--objective throughput serves the most that all can)"
    }
    let isLimited = plan.inputs.gpuLimit.map { $0 < plan.composition.gpusUsed + plan.placement.idleGPUs } ?? false
    return isLimited
      ? "\(gpus) idle: no more than \(Numerals.grouped(plan.inputs.gpuLimit ?? 0)) were asked for"
      : "\(gpus) idle: nothing that was found for them serves more"
  }

  private func gpus(_ worker: ComposedWorkers) -> String {
    worker.gpus == worker.gpusPerDomain
      ? "\(worker.gpus)" : "\(worker.gpus / worker.gpusPerDomain)×\(worker.gpusPerDomain)"
  }

  /// Four digits, with thousands separated.
  static func rate(_ value: Double) -> String {
    value < 9_999.5 ? Numerals.significant(value, digits: 4) : Numerals.grouped(rounding: value)
  }

  static func time(_ value: Double?) -> String { value.map { "\(Seconds($0))" } ?? "-" }

  private func short(_ model: String) -> String { model.split(separator: "/").last.map(String.init) ?? model }

  // MARK: - Caches and failures

  /// How far caches travel from prefill to decode.
  private func transfers(_ page: inout Page) {
    for (index, transfer) in plan.placement.transfers.enumerated() {
      let levels = transfer.levels.map { level in
        let share = Numerals.percent(level.share, decimals: 1)
        return level.level == "scale-up" ? "\(share) stay in a scale-up domain" : "\(share) cross \(level.level)"
      }
      let model = plan.inputs.models.count > 1 ? " of \(transfer.model)" : ""
      let least = transfer.leastShareLeaving > 0 ? "; none could stay, as no two of these workers fit one domain" : ""
      let text = "handed over\(model): \(levels.joined(separator: ", "))\(least)"
      if index == 0 { page.section("KV caches", text) } else { page.row(text) }
    }
  }

  /// What is left after the worst failure.
  private func spare(_ page: inout Page) {
    guard let spare = plan.composition.spare else { return }
    page.section(
      "Spare",
      "whichever \(spare.rule.unit == .gpu ? "GPU" : spare.rule.unit.rawValue) fails, at least so much is served:")
    for (model, served) in zip(plan.inputs.models, spare.servedRequestsPerSecond) {
      let name = plan.inputs.models.count > 1 ? " of \(model.name)" : ""
      let demand = model.requestsPerSecond.map { ", \(Self.rate($0)) wanted" } ?? ""
      page.row("\(Self.rate(served)) requests/s\(name)\(demand)")
    }
    let restarts =
      spare.rule.mode == .restart ? ", of which \(spare.workersRestarted) start again on free GPUs" : ""
    page.row("the worst is \(spare.worstUnit): it stops \(Numerals.count(spare.workersLost, "worker"))\(restarts)")
  }

  // MARK: - Other figures

  /// The changes that would help most.
  private func changes(_ page: inout Page) {
    guard let changes = plan.changes, !changes.isEmpty else { return }
    page.section("Would help", "each solved for, at least")
    let gained: String
    switch plan.composition.objective {
    case .requestsPerSecond: gained = "more requests/s"
    case .shareOfDemands: gained = "more of every demand"
    case .dollarsPerHour: gained = "less money"
    case .gpus: gained = "fewer GPUs"
    }
    for change in changes {
      let flag = change.flag.map { " (\($0))" } ?? ""
      page.row("\(Numerals.percent(change.improvement)) \(gained): \(change.change)\(flag)")
    }
  }

  /// What the cluster would do with other figures.
  private func whatIf(_ page: inout Page) {
    guard let answers = plan.whatIf else { return }
    page.section("What if", "each solved again")
    for answer in answers {
      page.row(answer.change)
      page.row("  " + outcome(answer))
    }
  }

  private func outcome(_ answer: ClusterWhatIf) -> String {
    guard let value = answer.value, let served = answer.servedRequestsPerSecond, let gpus = answer.gpusUsed else {
      return "no plan: \(answer.refusal?.sentence ?? "nothing is served")"
    }
    let change = answer.relativeChange.map { ($0 >= 0 ? "+" : "-") + Numerals.percent(abs($0), decimals: 1) } ?? ""
    return "\(text(ofValue: value)) (\(change)), \(Self.rate(served)) requests/s with \(Numerals.count(gpus, "GPU"))"
  }

  // MARK: - Certificate

  private func certificate(_ page: inout Page) {
    let composition = plan.composition
    let program = composition.program
    let side = plan.composition.objective.isMaximised ? "above" : "below"
    page.section(
      "Certificate",
      "\(verdict): \(text(ofValue: composition.value)), none \(side) \(text(ofValue: composition.bound))")
    page.row("space: any number of each of \(Numerals.count(program.workerTypes, "kind")) of workers, in any domains")
    page.row(
      "composition program: \(program.solver), \(Numerals.grouped(program.columns)) columns × "
        + "\(Numerals.grouped(program.rows)) rows, \(Numerals.count(program.nodes, "node")), "
        + "\(Numerals.grouped(program.iterations)) iterations")
    if composition.status == .proved, let relaxation = program.relaxationBound, composition.value > 0,
      (relaxation - composition.value).magnitude > plan.inputs.tolerance * composition.value
    {
      page.row(
        "by the solver's tree search; by the duals of the relaxation, recomputed: none \(side) \(text(ofValue: relaxation))"
      )
    }
    if composition.isInterrupted == true { page.row("interrupted: the best so far") }
    if !effort.isEmpty { page.row("took " + effort.joined(separator: ", ")) }
  }

  private var verdict: String {
    let gap = Numerals.percent(plan.composition.gap, decimals: 2)
    switch plan.composition.status {
    case .proved:
      return plan.composition.gap < 1e-9
        ? "proved the best of these kinds of workers" : "proved within \(gap) of the best of these kinds of workers"
    case .within: return "within \(gap) of the best of these kinds of workers"
    case .unknown: return "bound unknown"
    }
  }

  /// A value or bound with its unit.
  private func text(ofValue value: Double) -> String {
    switch plan.composition.objective {
    case .gpus: "\(Numerals.grouped(rounding: value)) GPU\(value.rounded() == 1 ? "" : "s")"
    case .shareOfDemands: "\(Numerals.percent(value, decimals: 2)) of every demand"
    case .requestsPerSecond, .dollarsPerHour:
      "\(Numerals.significant(value, digits: 5)) \(plan.composition.objective)"
    }
  }
}
