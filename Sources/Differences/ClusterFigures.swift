import Plans

/// The predicted figures of a cluster plan and those of its certificate.
struct ClusterFigures {
  private let plan: ClusterPlan

  init(_ plan: ClusterPlan) { self.plan = plan }

  /// The figures of the whole first, then by model and by kind.
  var all: [PlanFigure] {
    whole + certificate + plan.composition.models.flatMap(model) + kinds + spare + transfers
  }

  private var whole: [PlanFigure] {
    let composition = plan.composition
    var figures = [
      PlanFigure(
        "composition.servedRequestsPerSecond", "requests/s served", composition.servedRequestsPerSecond,
        unit: "requests/s", .moreIsBetter),
      PlanFigure("composition.gpusUsed", "GPUs used", Double(composition.gpusUsed)),
      PlanFigure("composition.gpusAvailable", "GPUs that could be used", Double(composition.gpusAvailable)),
      PlanFigure("placement.idleGPUs", "GPUs idle", Double(plan.placement.idleGPUs)),
    ]
    if let cost = composition.costPerHour {
      figures.append(
        PlanFigure("composition.cost_USD_per_hour", "cost per hour", cost, unit: "USD", .lessIsBetter))
    }
    return figures
  }

  /// Objectives of different units are different figures.
  private var certificate: [PlanFigure] {
    let composition = plan.composition
    let unit = composition.objective
    return [
      PlanFigure(
        "composition.value (\(unit))", "objective, \(unit)", composition.value, unit: unit.rawValue,
        unit.isMaximised ? .moreIsBetter : .lessIsBetter),
      PlanFigure("composition.bound (\(unit))", "bound, \(unit)", composition.bound, unit: unit.rawValue),
      PlanFigure(
        "composition.gap", "gap to the bound, share of the objective", composition.gap, unit: "share", .lessIsBetter),
    ]
  }

  private var areSeveral: Bool { plan.composition.models.count > 1 }

  private func model(_ model: ComposedModel) -> [PlanFigure] {
    let key = "composition.models[\(model.model)]"
    let name = areSeveral ? "\(model.model): " : ""
    func rate(_ field: String, _ words: String, _ value: Double) -> PlanFigure {
      PlanFigure("\(key).\(field)", name + words, value, unit: "requests/s", .moreIsBetter)
    }
    var figures = [
      rate("servedRequestsPerSecond", "requests/s of the model", model.servedRequestsPerSecond),
      rate("prefillRequestsPerSecond", "requests/s of prefill workers", model.prefillRequestsPerSecond),
      rate("decodeRequestsPerSecond", "requests/s of decode workers", model.decodeRequestsPerSecond),
      rate("mixedRequestsPerSecond", "requests/s of mixed workers", model.mixedRequestsPerSecond),
      PlanFigure("\(key).gpus", name + "GPUs of the model", Double(model.gpus)),
    ]
    if let cost = model.costPerMillionTokens {
      figures.append(
        PlanFigure(
          "\(key).cost_USD_per_million_output_tokens", name + "cost per million output tokens", cost, unit: "USD",
          .lessIsBetter))
    }
    return figures
  }

  /// The rates and times of kinds that both plans have; their numbers are compared with the workers.
  private var kinds: [PlanFigure] {
    let pools = Set(plan.composition.workers.map(\.pool)).count
    return plan.composition.workers.flatMap { worker -> [PlanFigure] in
      let name =
        "\(worker.role.rawValue) \(worker.layout)" + (areSeveral ? ", \(worker.model)" : "")
        + (pools > 1 ? ", \(worker.pool)" : "")
      let key = "composition.workers[\(worker.role.rawValue) \(worker.layout), \(worker.model), \(worker.pool)]"
      let times = [
        ("timeToFirstToken_s", "TTFT", worker.timeToFirstToken),
        ("timePerOutputToken_s", "TPOT", worker.timePerOutputToken),
        ("handover_s", "handover", worker.handover),
      ]
      return [
        PlanFigure(
          "\(key).requestsPerSecond", "requests/s, \(name)", worker.requestsPerSecond, unit: "requests/s",
          .moreIsBetter)
      ]
        + times.compactMap { field, word, value in
          value.map { PlanFigure("\(key).\(field)", "\(word), \(name)", $0, unit: "s", .lessIsBetter) }
        }
    }
  }

  private var spare: [PlanFigure] {
    guard let spare = plan.composition.spare else { return [] }
    let rule = "after losing a \(spare.rule.unit.rawValue)"
    return zip(plan.composition.models, spare.servedRequestsPerSecond).map { model, rate in
      PlanFigure(
        "composition.spare.servedRequestsPerSecond[\(model.model)] (\(rule))",
        (areSeveral ? "\(model.model): " : "") + "requests/s \(rule)",
        rate, unit: "requests/s", .moreIsBetter)
    } + [PlanFigure("composition.spare.workersLost (\(rule))", "workers stopped \(rule)", Double(spare.workersLost))]
  }

  private var transfers: [PlanFigure] {
    plan.placement.transfers.flatMap { transfer in
      transfer.levels.map {
        PlanFigure(
          "placement.transfers[\(transfer.model)].levels[\($0.level)].share",
          (areSeveral ? "\(transfer.model): " : "") + "KV caches over \($0.level)", $0.share, unit: "share")
      }
    }
  }
}

/// The figures of two plans side by side.
struct FigureComparison {
  private let before: [PlanFigure]
  private let after: [PlanFigure]

  init(before: [PlanFigure], after: [PlanFigure]) {
    self.before = before
    self.after = after
  }

  /// The figures that differ: in the order of plan A, then those of plan B only.
  var changes: [FigureChange] {
    let old = Dictionary(before.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    let new = Dictionary(after.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    let kept = before.compactMap { figure -> FigureChange? in
      guard let other = new[figure.key] else { return change(figure, figure.value, nil) }
      return Self.isSame(figure.value, other.value) ? nil : change(figure, figure.value, other.value)
    }
    return kept + after.filter { old[$0.key] == nil }.map { change($0, nil, $0.value) }
  }

  /// Last digits are those of rounding, or of a search for a load that was ended somewhere.
  private static func isSame(_ first: Double, _ second: Double) -> Bool {
    (first - second).magnitude <= 1e-6 * max(first.magnitude, second.magnitude)
  }

  private func change(_ figure: PlanFigure, _ before: Double?, _ after: Double?) -> FigureChange {
    var verdict = FigureChange.Verdict.neutral
    if let before, let after, before != after {
      switch figure.direction {
      case .moreIsBetter: verdict = after > before ? .better : .worse
      case .lessIsBetter: verdict = after < before ? .better : .worse
      case .neither: break
      }
    }
    return FigureChange(
      figure: figure.key, name: figure.name, unit: figure.unit, before: before, after: after, verdict: verdict)
  }
}

/// A number of a plan, by its key.
struct PlanFigure: Sendable {
  /// Whether a larger value is better for the operator.
  enum Direction: Sendable {
    case moreIsBetter
    case lessIsBetter
    case neither
  }

  let key: String
  let name: String
  let unit: String
  let value: Double
  let direction: Direction

  init(_ key: String, _ name: String, _ value: Double, unit: String = "", _ direction: Direction = .neither) {
    self.key = key
    self.name = name
    self.unit = unit
    self.value = value
    self.direction = direction
  }

  /// The same below a key.
  /// - Parameter start: What its name begins with.
  func within(_ place: String, _ start: String) -> PlanFigure {
    PlanFigure("\(place).\(key)", start + name, value, unit: unit, direction)
  }
}
