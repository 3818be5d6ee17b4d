import Formats

extension Plan {
  /// Reads a plan whose figures are used as they are, without computing them again.
  /// - Throws: `Diagnostic` that names the file and key at fault: also a figure that contradicts the plan's own derivations.
  public static func believed(contentsOf path: String) throws -> Plan {
    let plan = try Plan(contentsOf: path)
    if let index = plan.workers.firstIndex(where: { $0.derivations.roots.isEmpty }) {
      throw Diagnostic(
        id: .missingDerivations, file: path, key: "workers[\(index)].derivations.roots", found: "none",
        expected: "the derivations of its figures")
    }
    let kinds = plan.workers.enumerated().flatMap { $1.derivedFigures(key: "workers[\($0)]") }
    try BelievedFigures(file: path).check(kinds + plan.summedFigures)
    return plan
  }

  /// The sums over all kinds of workers, and the gap.
  private var summedFigures: [BelievedFigures.Figure] {
    typealias Figure = BelievedFigures.Figure
    return [
      Figure(
        key: "total.tokensPerSecond", stated: total.tokensPerSecond,
        actual: workers.reduce(0) { $0 + $1.prediction.tokensPerSecond }),
      Figure(
        key: "total.gpus", stated: Double(total.gpus),
        actual: workers.reduce(0) { $0 + Double($1.placement.gpus.count) }),
      Figure(
        key: "certificate.gap", stated: certificate.gap,
        actual: certificate.objective > 0 ? 1 - certificate.bound / certificate.objective : certificate.gap),
    ]
  }
}

extension PlannedWorkers {
  /// Every predicted figure that has a derivation of its own, with what that comes to.
  /// - Parameter place: Where the document has the workers.
  fileprivate func derivedFigures(key place: String) -> [BelievedFigures.Figure] {
    func figure(_ root: String, _ key: String, _ value: Double?) -> BelievedFigures.Figure? {
      let index = derivations.roots[root]
      guard value != nil || index != nil else { return nil }
      return BelievedFigures.Figure(
        key: "\(place).prediction.\(key)", stated: value, actual: index.map { derivations.nodes[$0].value })
    }
    let speeds: [(root: String, key: Prediction.CodingKeys, value: Double?)] = [
      ("timePerOutputToken", .timePerOutputToken, prediction.timePerOutputToken), ("round", .round, prediction.round),
      ("latency", .latency, prediction.latency),
      ("tokensPerSecondPerGPU", .tokensPerSecondPerGPU, prediction.tokensPerSecondPerGPU),
      ("tokensPerSecondPerUser", .tokensPerSecondPerUser, prediction.tokensPerSecondPerUser),
      ("tokensPerSecondPerReplica", .tokensPerSecondPerReplica, prediction.tokensPerSecondPerReplica),
      ("tokensPerSecond", .tokensPerSecond, prediction.tokensPerSecond),
      ("costPerMillionTokens", .costPerMillionTokens, prediction.costPerMillionTokens),
      ("gpuHoursPerMillionTokens", .gpuHoursPerMillionTokens, prediction.gpuHoursPerMillionTokens),
    ]
    let stages = prediction.stages.enumerated().flatMap { index, stage in
      let memory = stage.memory
      let parts: [(name: String, value: Double?)] = [
        ("weights", memory.weights), ("experts", memory.experts), ("redundantExperts", memory.redundantExperts),
        ("cache", memory.cache), ("activations", memory.activations), ("reserve", memory.reserve),
        ("usable", memory.usable), ("free", memory.free),
      ]
      return [figure("stages[\(index)].time", "stages[\(index)].time_s", stage.time)]
        + parts.map { figure("stages[\(index)].memory.\($0.name)", "stages[\(index)].memory.\($0.name)_B", $0.value) }
    }
    let hops = prediction.hops.enumerated().map { figure("hops[\($0)].time", "hops[\($0)].time_s", $1.time) }
    return (speeds.map { figure($0.root, $0.key.rawValue, $0.value) } + stages + hops).compactMap(\.self)
  }
}

extension ClusterPlan {
  /// Reads a plan of a cluster whose figures are used as they are, without computing them again.
  /// - Throws: `Diagnostic` that names the file and key at fault: also a sum that its parts do not come to.
  public static func believed(contentsOf path: String) throws -> ClusterPlan {
    let plan = try ClusterPlan(contentsOf: path)
    try BelievedFigures(file: path).check(plan.summedFigures)
    return plan
  }

  /// The sums over workers and models, and the gap.
  private var summedFigures: [BelievedFigures.Figure] {
    typealias Figure = BelievedFigures.Figure
    let models = composition.models.enumerated().flatMap { index, model in
      let workers = composition.workers.filter { $0.model == model.model }
      func rate(_ role: WorkerRole) -> Double {
        workers.filter { $0.role == role }.reduce(0) { $0 + Double($1.count) * $1.requestsPerSecond }
      }
      let key = "composition.models[\(index)]"
      return [
        Figure(
          key: "\(key).gpus", stated: Double(model.gpus),
          actual: workers.reduce(0) { $0 + Double($1.count) * Double($1.gpus) }),
        Figure(
          key: "\(key).prefillRequestsPerSecond", stated: model.prefillRequestsPerSecond, actual: rate(.prefill)),
        Figure(key: "\(key).decodeRequestsPerSecond", stated: model.decodeRequestsPerSecond, actual: rate(.decode)),
        Figure(key: "\(key).mixedRequestsPerSecond", stated: model.mixedRequestsPerSecond, actual: rate(.mixed)),
      ] + demandFigures(model, key: "\(key).atDemand")
    }
    let totals = [
      Figure(
        key: "composition.gpusUsed", stated: Double(composition.gpusUsed),
        actual: composition.models.reduce(0) { $0 + Double($1.gpus) }),
      Figure(
        key: "composition.servedRequestsPerSecond", stated: composition.servedRequestsPerSecond,
        actual: composition.models.reduce(0) { $0 + $1.servedRequestsPerSecond }),
      Figure(
        key: "composition.gap", stated: composition.gap,
        actual: composition.value > 0 ? (composition.bound - composition.value).magnitude / composition.value : 0),
    ]
    return models + totals
  }
}

extension ClusterPlan {
  /// The share of what can be served that the demand is, and the cost of that, which is in inverse proportion.
  private func demandFigures(_ model: ComposedModel, key: String) -> [BelievedFigures.Figure] {
    guard let stated = model.atDemand, let demand = model.demand else { return [] }
    let utilisation = min(1, demand / model.servedRequestsPerSecond)
    return [
      BelievedFigures.Figure(key: "\(key).utilisation", stated: stated.utilisation, actual: utilisation),
      BelievedFigures.Figure(
        key: "\(key).cost_USD_per_million_output_tokens", stated: stated.costPerMillionTokens ?? 0,
        actual: (model.costPerMillionTokens ?? 0) * model.servedRequestsPerSecond / demand),
    ]
  }
}

/// Holds the figures of a document against what the document itself says that they are made of.
private struct BelievedFigures {
  /// A figure of a document.
  struct Figure {
    let key: String
    /// `nil` where the document does not have it.
    let stated: Double?
    /// What follows from the document's own parts; `nil` where it does not say.
    let actual: Double?
  }

  let file: String

  func check(_ figures: [Figure]) throws {
    for figure in figures {
      if let stated = figure.stated, let actual = figure.actual, Self.agree(stated, actual) { continue }
      throw Diagnostic(
        id: .derivationValue, file: file, key: figure.key, found: figure.stated.map { "\($0)" } ?? "nothing",
        expected: figure.actual.map { "\($0), which the document's own parts come to" }
          ?? "no figure that has no derivation",
        advice: "the document contradicts itself; layline verify lists what does not hold")
    }
  }

  private static func agree(_ stated: Double, _ actual: Double) -> Bool {
    (stated - actual).magnitude <= 1e-9 * max(1e-9, stated.magnitude, actual.magnitude)
  }
}
