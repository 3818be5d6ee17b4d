import Plans

/// The figures of a plan of a whole cluster.
struct ComposedFigures {
  let plan: ClusterPlan

  private var composition: PlannedComposition { plan.composition }

  /// "1 × prefill TP1 DP3 EP3 PP2, 1 × decode TP1 DP8"; with the model where there are several.
  var words: String {
    let isOne = plan.inputs.models.count == 1
    let kinds = composition.workers.map {
      "\($0.count) × \($0.role.rawValue) \($0.layout)\(isOne ? "" : " of \($0.model)")"
    }
    return kinds.joined(separator: ", ")
  }

  /// All figures, without failures: times and costs are those at the demand where there is one.
  var figures: [Figure] {
    let times = times(
      first: { $0.atDemand?.timeToFirstToken ?? $0.timeToFirstToken },
      token: { $0.atDemand?.timePerOutputToken ?? $0.timePerOutputToken })
    return times + rates(composition.models.map(\.servedRequestsPerSecond)) + hardware
  }

  /// The figures with other rates of service, which workers may have to reach all of theirs for.
  /// - Parameter served: The requests per second of each model.
  func figures(serving served: [Double]) -> [Figure] {
    times(first: \.timeToFirstToken, token: \.timePerOutputToken) + rates(served) + hardware
  }

  private func times(first: (ComposedWorkers) -> Double?, token: (ComposedWorkers) -> Double?) -> [Figure] {
    var figures: [Figure] = []
    if let slowest = slowest(token) {
      figures.append(Figure(.timePerOutputToken, slowest.time, at: slowest.location))
      figures.append(Figure(.tokensPerSecondPerUser, 1 / slowest.time, at: slowest.location))
    }
    if let slowest = slowest(first) {
      figures.append(Figure(.timeToFirstToken, slowest.time, at: slowest.location))
    }
    return figures
  }

  private func slowest(_ time: (ComposedWorkers) -> Double?) -> (time: Double, location: String)? {
    let known = composition.workers.compactMap { workers in time(workers).map { ($0, workers) } }
    return known.max { $0.0 < $1.0 }.map { time, workers in
      (time, "\(workers.role.rawValue) workers \(workers.layout) of \(workers.model)")
    }
  }

  private func rates(_ served: [Double]) -> [Figure] {
    let total = served.reduce(0, +)
    var figures = [Figure(.requestsPerSecond, total, bound: objective(.requestsPerSecond))]
    let shares = zip(plan.inputs.models, served).compactMap { model, served in
      model.requestsPerSecond.map { (share: served / $0, model: model.name) }
    }
    if let least = shares.min(by: { $0.share < $1.share }) {
      let bound = objective(.shareOfDemands) ?? objective(.requestsPerSecond).map { $0 / (total / least.share) }
      figures.append(Figure(.served, least.share, bound: bound, at: shares.count > 1 ? least.model : nil))
    }
    let lengths = plan.inputs.models.compactMap(\.outputTokens)
    if lengths.count == served.count {
      let tokens = zip(lengths, served).reduce(0) { $0 + $1.0 * $1.1 }
      figures.append(Figure(.tokensPerSecond, tokens))
      figures.append(Figure(.tokensPerSecondPerGPU, tokens / Double(max(1, composition.gpusUsed))))
    }
    return figures
  }

  private var hardware: [Figure] {
    var figures = [Figure(.gpus, Double(composition.gpusUsed), bound: objective(.gpus))]
    if let cost = composition.costPerHour {
      figures.append(Figure(.costPerHour, cost, bound: objective(.dollarsPerHour)))
    }
    let costs = composition.models.compactMap { model in
      (model.atDemand?.costPerMillionTokens ?? model.costPerMillionTokens).map { ($0, model.model) }
    }
    if let highest = costs.max(by: { $0.0 < $1.0 }) {
      figures.append(
        Figure(
          .costPerMillionTokens, highest.0,
          bound: isCostOfDemand ? highest.0 * composition.bound / composition.value : nil,
          at: costs.count > 1 ? highest.1 : nil))
    }
    figures.append(Figure(.gap, composition.gap, bound: 0))
    return figures
  }

  /// Whether the cost of tokens is what the plan makes as small as can be: that of one model's GPUs for a demand that is given.
  private var isCostOfDemand: Bool {
    plan.inputs.objective == .cost && composition.models.count == 1 && composition.models[0].atDemand != nil
      && composition.value > 0
  }

  /// The bound of the objective, where it is in this unit. With failures to survive, the rate served is bounded after
  /// one.
  private func objective(_ unit: ClusterObjectiveUnit) -> Double? {
    guard composition.objective == unit, !unit.isMaximised || plan.inputs.spare == nil else { return nil }
    return composition.bound
  }
}
