import Costing
import Plans
import Quantities

/// What a service serves, how sure its times are, and what it costs.
struct ServiceAnswer {
  let plan: ClusterPlan

  func write(to page: inout Page) {
    page.section("Answer", answer)
    prediction(&page)
    models(&page)
  }

  private var composition: PlannedComposition { plan.composition }

  /// "8.544 requests/s with 32 of 32 GPUs, TTFT 2.00 s and TPOT 49.7 ms, 80.0 USD/h"; with a demand "2.000 requests/s as
  /// asked for, of 2.601 at most, with ...".
  private var answer: String {
    let times = [("TTFT", firstToken), ("TPOT", perToken)].compactMap { name, time in
      time.map { "\(name) \(Seconds($0.mean))" }
    }
    let price = composition.costPerHour.map { "\(Numerals.significant($0)) USD/h" }
    let most = ClusterPlanReport.rate(composition.servedRequestsPerSecond)
    let demand = composition.models.reduce(0) { $0 + ($1.demand ?? 0) }
    let isServed = composition.models.allSatisfy { $0.atDemand != nil }
    let rate =
      isServed
      ? "\(ClusterPlanReport.rate(demand)) requests/s as asked for (\(most) at most)" : "\(most) requests/s"
    let served =
      "\(rate) with \(Numerals.grouped(composition.gpusUsed)) of \(Numerals.count(composition.gpusAvailable, "GPU"))"
    let what = times.isEmpty ? nil : times.joined(separator: " and ")
    return [served, what, price].compactMap(\.self).joined(separator: ", ")
  }

  // MARK: - Times

  /// A mean time of the slowest kind of workers, and where eight of ten measurements would lie.
  private struct Time {
    let mean: Double
    let range: PredictionRange?
  }

  /// Whether times are shown where the demand is served and no more.
  private var isAtDemand: Bool {
    !composition.models.isEmpty && composition.models.allSatisfy { $0.atDemand?.isTimed == true }
  }

  private var firstToken: Time? {
    slowest(\.timeToFirstToken, \.atDemand?.timeToFirstToken, \.prediction?.timeToFirstTokenRange)
  }

  private var perToken: Time? {
    slowest(\.timePerOutputToken, \.atDemand?.timePerOutputToken, \.prediction?.timePerOutputTokenRange)
  }

  private func slowest(
    _ atCapacity: KeyPath<ComposedWorkers, Double?>, _ atDemand: KeyPath<ComposedWorkers, Double?>,
    _ range: KeyPath<ComposedWorkers, PredictionRange?>
  ) -> Time? {
    let times = composition.workers.compactMap { kind -> Time? in
      guard let full = kind[keyPath: atCapacity], full > 0 else { return nil }
      let mean = (isAtDemand ? kind[keyPath: atDemand] : nil) ?? full
      // Errors are shares of the time.
      let range = kind[keyPath: range].map { $0.scaled(by: mean / full) }
      return Time(mean: mean, range: range)
    }
    return times.max { $0.mean < $1.mean }
  }

  private func prediction(_ page: inout Page) {
    var rows: [String] = []
    for (name, time) in [("TTFT", firstToken), ("TPOT", perToken)] {
      guard let time, let range = time.range else { continue }
      rows.append("\(name) \(Seconds(time.mean)), \(Seconds(range.low)) to \(Seconds(range.high)) in 8 of 10 runs")
    }
    let advice = [
      margin("TTFT", firstToken, \.timeToFirstToken, flag: "--ttft"),
      margin("TPOT", perToken, \.timePerOutputToken, flag: "--tpot"),
    ].compactMap(\.self)
    if !advice.isEmpty { rows.append("to keep a target in 9 of 10 runs, ask for \(advice.joined(separator: " and "))") }
    if let cost = cost { rows.append(cost) }
    for (index, row) in rows.enumerated() {
      if index == 0 { page.section("Prediction", row) } else { page.row(row) }
    }
  }

  /// The target to ask for so that the upper end of the range lies at the one that was asked for: "a TTFT of 1.46 s
  /// (--ttft "1.46 s")"; `nil` where it lies below.
  private func margin(
    _ name: String, _ time: Time?, _ target: KeyPath<ServedModel, Double?>, flag: String
  ) -> String? {
    guard plan.inputs.models.count == 1, let target = plan.inputs.models[0][keyPath: target], let time,
      let high = time.range?.high, high > target
    else { return nil }
    let safer = Seconds(target * time.mean / high)
    return "a \(name) of \(safer)" + (plan.inputs.workload == nil ? " (\(flag) \"\(safer)\")" : "")
  }

  /// "2.54 USD per million output tokens, 8,749 output tokens/s"; of one model.
  private var cost: String? {
    guard composition.models.count == 1, let model = composition.models.first,
      let output = plan.inputs.models.first?.outputTokens
    else { return nil }
    let rate = isAtDemand ? model.demand ?? model.servedRequestsPerSecond : model.servedRequestsPerSecond
    let tokens = rate * output
    let cost = isAtDemand ? model.atDemand?.costPerMillionTokens : model.costPerMillionTokens
    let speed =
      "\(PlanReport.number(tokens)) output tokens/s, \(PlanReport.number(tokens / Double(max(1, model.gpus)))) per GPU"
    return cost.map { "\(Numerals.significant($0)) USD per million output tokens; \(speed)" } ?? speed
  }

  // MARK: - Models

  private func models(_ page: inout Page) {
    let models = composition.models
    let width = min(40, max(5, models.map(\.model.count).max() ?? 0))
    let widths = [-width] + Array(repeating: 9, count: 6)
    page.section(
      "Serves", Page.row(["model", "demand", "served", "prefill", "decode", "mixed", "GPUs"], widths))
    for model in models {
      let rates = [
        model.servedRequestsPerSecond, model.prefillRequestsPerSecond, model.decodeRequestsPerSecond,
        model.mixedRequestsPerSecond,
      ].map(ClusterPlanReport.rate)
      page.row(
        Page.row(
          [String(model.model.suffix(width)), model.demand.map(ClusterPlanReport.rate) ?? "most"] + rates
            + [Numerals.grouped(model.gpus)], widths))
    }
    for model in models where model.atDemand == nil && models.count > 1 {
      guard let cost = model.costPerMillionTokens else { continue }
      page.row("\(model.model): \(Numerals.significant(cost)) USD per million output tokens")
    }
    demand(&page, nameWidth: width)
    for model in plan.inputs.models where model.timeToFirstToken == nil {
      let times = composition.workers.filter { $0.model == model.name }.compactMap(\.timeToFirstToken)
      guard let slowest = times.max() else { continue }
      page.row("no TTFT was asked for of \(model.name): it comes to \(Seconds(slowest)) at capacity")
    }
  }

  /// What users get where the demand is served and no more, above what they get where all is served that can be.
  private func demand(_ page: inout Page, nameWidth: Int) {
    let models = composition.models.filter { $0.atDemand != nil }
    guard !models.isEmpty else { return }
    let isOne = plan.inputs.models.count == 1
    let widths = [isOne ? -15 : -(nameWidth + 17), 10, 9, 9, 9, 21]
    page.row(Page.row(["", "requests/s", "used", "TTFT", "TPOT", "USD/M output tokens"], widths))
    for model in models {
      guard let atDemand = model.atDemand else { continue }
      let name = isOne ? "" : "\(String(model.model.suffix(nameWidth))) "
      let workers = composition.workers.filter { $0.model == model.model }
      func row(_ place: String, _ served: Double, _ used: Double, _ times: [Double?], _ cost: Double?) {
        page.row(
          Page.row(
            ["\(name)\(place)", ClusterPlanReport.rate(served), Numerals.percent(used, decimals: 1)]
              + times.map(ClusterPlanReport.time) + [cost.map { Numerals.significant($0) } ?? "-"], widths))
      }
      row(
        "at the demand", model.demand ?? 0, atDemand.utilisation,
        [atDemand.timeToFirstToken, atDemand.timePerOutputToken], atDemand.costPerMillionTokens)
      row(
        "at capacity", model.servedRequestsPerSecond, 1,
        [workers.compactMap(\.timeToFirstToken).max(), workers.compactMap(\.timePerOutputToken).max()],
        model.costPerMillionTokens)
    }
  }
}

extension ModelAtDemand {
  /// Whether its times are known: not where a table has the rates of workers.
  fileprivate var isTimed: Bool { timeToFirstToken != nil || timePerOutputToken != nil }
}

/// What fills the HBM of each kind of worker, and what a step of it waits for.
struct WorkerDetailSection {
  let plan: ClusterPlan
  private static let mostKinds = 12

  func write(to page: inout Page) {
    let kinds = plan.composition.workers.enumerated().compactMap { index, kind in
      kind.prediction.map { (name: "\(ClusterDomainMap.letter(index)) ", kind: kind, prediction: $0) }
    }
    guard !kinds.isEmpty else { return }
    let hasCopies = kinds.contains { $0.prediction.memory.redundantExperts ?? 0 > 0 }
    page.section("HBM", MemoryBar.legend("the fullest GPU of a worker", hasCopies: hasCopies))
    page.row("KV of sequences at their mean length, and of whole prompts in prefill")
    page.rows(
      kinds.map { $0.name + MemoryBar(memory: $0.prediction.memory).text }, most: Self.mostKinds, rest: "kinds more")
    page.section("Bottleneck", "what a step waits for, and what keeps a worker from serving more")
    page.rows(kinds.map { $0.name + text($0.kind, $0.prediction) }, most: Self.mostKinds, rest: "kinds more")
  }

  /// "step of 43.0 ms: HBM reads 51.2 %, compute 30.1 %, scale-up network 9.9 %; its HBM is full".
  private func text(_ kind: ComposedWorkers, _ prediction: WorkerPrediction) -> String {
    let parts = prediction.bottlenecks.prefix(3).map {
      "\(Resource.title(of: $0.resource)) \(Numerals.percent($0.share))"
    }
    // The TPOT of a worker that does both has the prompts of others in it, which this step has not.
    let step =
      switch kind.role {
      case .prefill: "full step"
      case .decode: "step"
      case .mixed: "step without prompts"
      }
    return "\(step) of \(Seconds(prediction.step)): \(parts.joined(separator: ", ")); \(limit(prediction.limit))"
  }

  private func limit(_ limit: RateLimit) -> String {
    switch limit {
    case .timeToFirstToken: "more would miss the TTFT"
    case .timePerOutputToken: "more would miss the TPOT"
    case .memory: "its HBM is full"
    case .scheduler: "its scheduler admits no more sequences"
    case .prefill: "prefill works nearly all of its time"
    }
  }
}
