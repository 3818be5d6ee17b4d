import Clusters
import Optimization
import Plans
import Quantities

/// Why a cluster cannot serve what is wanted, how much it can, and what would be enough.
struct ClusterRefusal: Sendable {
  private let request: ClusterRequest
  private let optimizer: any Optimizer

  init(_ request: ClusterRequest, optimizer: any Optimizer) {
    self.request = request
    self.optimizer = optimizer
  }

  /// - Parameters:
  ///   - outcome: Without an answer.
  ///   - explains: Whether other changes than a smaller demand are looked for, each by solving.
  func refusal(_ outcome: CompositionOutcome, explains: Bool) -> Refusal {
    if let missing = request.models.indices.first(where: { !isServable($0) }) {
      return unservable(missing, explains: explains)
    }
    guard outcome.isRuledOut else { return unproved(outcome.most) }
    return Refusal(
      reason: .demand, sentence: sentence(outcome.most), stage: nil,
      changes: lower(outcome.most) + (explains ? changes.ofDemand() : []))
  }

  private var changes: ClusterChanges { ClusterChanges(request, optimizer: optimizer) }

  /// The search ended within its effort without an answer.
  private func unproved(_ most: PlacedComposition?) -> Refusal {
    let found = most.map { "; what was found serves \(percent($0.value)) of the demand" } ?? ""
    return Refusal(
      reason: .demand, sentence: "the search ended before it knew whether \(gpus) serve the demand" + found, stage: nil,
      changes: [], isUnproved: true)
  }

  /// "1 GPU", "1,016 GPUs".
  private var gpus: String {
    "\(Numerals.grouped(request.availableGPUs)) GPU\(request.availableGPUs == 1 ? "" : "s")"
  }

  // MARK: - No workers

  private func isServable(_ model: Int) -> Bool {
    let workers = request.workers.filter { $0.model == model }
    return workers.contains { $0.role == .mixed }
      || Set(request.islands).contains { island in
        let near = workers.filter { request.islands[$0.poolIndex] == island }
        return near.contains { $0.role == .prefill } && near.contains { $0.role == .decode }
      }
  }

  private func unservable(_ model: Int, explains: Bool) -> Refusal {
    let roles = Set(request.workers.filter { $0.model == model }.map(\.role))
    let name = request.models[model].name
    let missing: String
    switch (roles.contains(.prefill), roles.contains(.decode)) {
    case (true, true): missing = "prefill and decode of \(name) lie in pools without a network between them"
    case (true, false): missing = "no worker decodes \(name) within \(targets(model))"
    case (false, true): missing = "no worker prefills \(name) within \(targets(model))"
    case (false, false): missing = "no worker serves \(name) within \(targets(model))"
    }
    let found = explains ? changes.ofModel(model) : []
    guard request.rates.indices.contains(model) else {
      return Refusal(reason: .latency, sentence: missing, stage: nil, changes: found)
    }
    let lacking = request.rates[model].counts.filter { !roles.contains($0.key.role) }.sorted { $0.key < $1.key }
    // Prefill is not looked at where no decode takes its caches, and then says nothing of its own.
    let counts = lacking.contains { $0.value.isJudged } ? lacking.filter { $0.value.isJudged } : lacking
    return Refusal(
      reason: counts.allSatisfy { $0.value.tooSlow == 0 } ? .memory : .latency,
      sentence: "\(missing): \(counts.map(absence).joined(separator: "; "))", stage: nil, changes: found)
  }

  /// "a TTFT of 2.00 s and a TPOT of 30.0 ms".
  private func targets(_ model: Int) -> String {
    let served = request.models[model]
    let times = [("TTFT", served.timeToFirstToken), ("TPOT", served.timePerOutputToken)]
      .compactMap { name, time in time.map { "a \(name) of \(Seconds($0))" } }
    return times.isEmpty ? "the HBM" : times.joined(separator: " and ")
  }

  private func absence(_ entry: (key: WorkerRates.PoolRole, value: RatingCount)) -> String {
    let pool = request.cluster.pools.count > 1 ? " on pool \(request.cluster.pools[entry.key.poolIndex].name)" : ""
    let role = entry.key.role == .mixed ? "both at once" : entry.key.role.rawValue
    return "for \(role)\(pool), \(entry.value.absence(of: entry.key.role))"
  }

  // MARK: - Too much

  private func sentence(_ most: PlacedComposition?) -> String {
    let after = request.inputs.spare.map { spare in
      spare.mode == .restart
        ? " after the loss of a \(spare.unit.rawValue), with restarts" : " after the loss of a \(spare.unit.rawValue)"
    }
    guard let most else { return "\(gpus) hold no workers that serve all models\(after ?? "")" }
    let isProved = most.bound <= most.value * (1 + 1e-9)
    let verb = request.availableGPUs == 1 ? "serves" : "serve"
    // Serving all demands is ruled out, though a larger share than was found may be there.
    func words(_ found: String, _ bound: Double, _ text: (Double) -> String) -> String {
      isProved ? "\(found) at most" : "\(found) as far as was found" + (bound < 1 ? ", none above \(text(bound))" : "")
    }
    if request.models.count == 1 {
      let demand = request.demands[0]
      let served = words("\(RateText(most.value * demand).grouped) requests/s", most.bound) {
        RateText($0 * demand).grouped
      }
      return "\(gpus) \(verb) \(served)\(after ?? ""), not \(RateText(demand).grouped)"
    }
    let served = words("\(percent(most.value)) of every demand", most.bound, percent)
    return "\(gpus) \(verb) \(served)\(after ?? ""), not all of it"
  }

  private func percent(_ share: Double) -> String { Numerals.percent(share, decimals: 1) }

  private func lower(_ most: PlacedComposition?) -> [String] {
    guard let most else { return [] }
    guard request.models.count == 1 else {
      return ["\(Numerals.percent((most.value * 1000).rounded(.down) / 1000, decimals: 1)) of every demand"]
    }
    let rate = RateText(most.value * request.demands[0])
    return ["\(rate.grouped) requests/s (--requests-per-second \(rate.plain))"]
  }
}

/// A rate, cut off so that what is printed can be served: behind three decimals, or behind four digits below 1.
private struct RateText {
  let plain: String

  init(_ rate: Double) {
    var step = 1e-3
    // A rate of 1 or more keeps three decimals.
    while rate < 1, rate > 0, rate / step < 1000 { step /= 10 }
    let cut = (rate / step * (1 + 1e-12)).rounded(.down) * step
    var text = rate >= 1 ? Numerals.fixed(cut, decimals: 3) : Numerals.significant(cut, digits: 4)
    while text.contains("."), text.hasSuffix("0") || text.hasSuffix(".") { text.removeLast() }
    plain = text
  }

  /// With thousands separated: "14,328.01".
  var grouped: String {
    let parts = plain.split(separator: ".")
    guard let whole = parts.first.flatMap({ Int($0) }) else { return plain }
    return ([Numerals.grouped(whole)] + parts.dropFirst().map(String.init)).joined(separator: ".")
  }
}

extension RatingCount {
  /// Whether layouts were found wanting.
  fileprivate var isJudged: Bool { tooLarge + tooSlow > 0 }
}
