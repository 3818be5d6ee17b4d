import Plans
import Quantities
import Topology

/// Whether the sums of a composition follow from its workers, demands are met, and the certificate's arithmetic holds.
struct CompositionCheck: Sendable {
  private let plan: ClusterPlan
  private let cluster: Cluster
  private let service: ClusterService
  private static let tolerance = 1e-6

  init(_ plan: ClusterPlan, cluster: Cluster) {
    self.plan = plan
    self.cluster = cluster
    service = ClusterService(plan, cluster: cluster)
  }

  private var composition: PlannedComposition { plan.composition }

  var findings: [Finding] { models + totals + demands + certificate }

  private func compare(_ key: String, _ claimed: Double?, _ actual: Double?, id: String = "sum-wrong") -> [Finding] {
    func text(_ value: Double?) -> String { value.map { Numerals.significant($0, digits: 8) } ?? "none" }
    switch (claimed, actual) {
    case (nil, nil): return []
    case (let claimed?, let actual?)
    where (claimed - actual).magnitude <= Self.tolerance * max(1, claimed.magnitude, actual.magnitude):
      return []
    default: return [Finding(id: id, key: key, claimed: text(claimed), actual: text(actual))]
    }
  }

  private var models: [Finding] {
    guard composition.models.map(\.model) == plan.inputs.models.map(\.name) else {
      return [
        Finding(
          id: "model-unknown", key: "composition.models", claimed: "\(composition.models.map(\.model))",
          actual: "\(plan.inputs.models.map(\.name))")
      ]
    }
    let served = service.served(service.all)
    return composition.models.indices.flatMap { check(composition.models[$0], index: $0, served: served[$0]) }
  }

  private func check(_ model: ComposedModel, index: Int, served: Double) -> [Finding] {
    let kinds = composition.workers.filter { $0.model == model.model }
    func rate(_ role: WorkerRole) -> Double {
      kinds.filter { $0.role == role }.reduce(0) { $0 + Double($1.count) * $1.requestsPerSecond }
    }
    let figures: [(key: String, claimed: Double?, actual: Double?)] = [
      ("servedRequestsPerSecond", model.servedRequestsPerSecond, served),
      ("demand", model.demand, plan.inputs.models[index].requestsPerSecond),
      ("prefillRequestsPerSecond", model.prefillRequestsPerSecond, rate(.prefill)),
      ("decodeRequestsPerSecond", model.decodeRequestsPerSecond, rate(.decode)),
      ("mixedRequestsPerSecond", model.mixedRequestsPerSecond, rate(.mixed)),
      ("gpus", Double(model.gpus), Double(kinds.reduce(0) { $0 + $1.count * $1.gpus })),
    ]
    return figures.flatMap { compare("composition.models[\(index)].\($0.key)", $0.claimed, $0.actual) }
  }

  private var totals: [Finding] {
    let gpus = composition.workers.reduce(0) { $0 + $1.count * $1.gpus }
    let available = cluster.pools.reduce(0) { $0 + $1.availableGPUCount }
    let usable = min(available, plan.inputs.gpuLimit ?? .max)
    let total = service.served(service.all).reduce(0, +)
    let figures: [(key: String, claimed: Double?, actual: Double?)] = [
      ("composition.servedRequestsPerSecond", composition.servedRequestsPerSecond, total),
      ("composition.gpusUsed", Double(composition.gpusUsed), Double(gpus)),
      ("composition.gpusAvailable", Double(composition.gpusAvailable), Double(usable)),
      ("placement.idleGPUs", Double(plan.placement.idleGPUs), Double(available - gpus)),
      ("composition.cost_USD_per_hour", composition.costPerHour, service.costPerHour),
    ]
    let wrong = figures.flatMap { compare($0.key, $0.claimed, $0.actual) }
    guard gpus > usable else { return wrong }
    return wrong + [
      Finding(id: "gpus-exceeded", key: "composition.gpusUsed", claimed: "\(gpus)", actual: "at most \(usable)")
    ]
  }

  private var isServed: Bool { plan.inputs.objective == "served" }

  /// The least that is served of each model: after any failure where some were asked about.
  private var guaranteed: [Double] {
    composition.spare?.servedRequestsPerSecond ?? service.served(service.all)
  }

  private var demands: [Finding] {
    guard !isServed else { return [] }
    return zip(plan.inputs.models, guaranteed).enumerated().compactMap { index, item in
      guard let demand = item.0.requestsPerSecond, item.1 < demand * (1 - Self.tolerance) else { return nil }
      return Finding(
        id: "demand-missed", key: "composition.models[\(index)].servedRequestsPerSecond",
        claimed: "\(Numerals.significant(demand)) wanted", actual: Numerals.significant(item.1))
    }
  }

  private var certificate: [Finding] {
    let value = composition.value
    let gap = value > 0 ? (composition.bound - value).magnitude / value : 0
    var findings = compare("composition.value", value, actualValue) + compare("composition.gap", composition.gap, gap)
    let isBeyond =
      isServed
      ? composition.bound < value * (1 - Self.tolerance) : composition.bound > value * (1 + Self.tolerance)
    if isBeyond {
      findings.append(
        Finding(
          id: "bound-wrong", key: "composition.bound", claimed: Numerals.significant(composition.bound),
          actual: "this plan reaches \(Numerals.significant(value))"))
    }
    let isProved = gap <= plan.inputs.tolerance * (1 + 1e-9)
    if composition.status != (isProved ? .proved : .within) {
      findings.append(
        Finding(
          id: "status-wrong", key: "composition.status", claimed: composition.status.rawValue,
          actual: isProved ? "proved" : "within"))
    }
    return findings
  }

  private var actualValue: Double? {
    switch composition.objective {
    case "requests/s": guaranteed.first
    case "share of every demand":
      zip(plan.inputs.models, guaranteed).map { $1 / ($0.requestsPerSecond ?? 1) }.min()
    case "GPUs": Double(composition.workers.reduce(0) { $0 + $1.count * $1.gpus })
    default: service.costPerHour
    }
  }
}
