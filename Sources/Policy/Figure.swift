import Plans

/// A figure of a deployment.
struct Figure {
  let quantity: LimitedQuantity
  /// In the base unit of the quantity's measure.
  var value: Double
  /// No plan that keeps the limits has a better one; `nil` where nothing was proved about it.
  var bound: Double?
  /// Where it is reached, for people.
  var location: String?

  init(_ quantity: LimitedQuantity, _ value: Double, bound: Double? = nil, at location: String? = nil) {
    self.quantity = quantity
    self.value = value
    self.bound = bound
    self.location = location
  }

  /// Whether it is worse than another of the same quantity.
  func isWorse(than other: Figure) -> Bool {
    quantity.side == .atMost ? value > other.value : value < other.value
  }

  /// With one more word on where it is reached.
  func at(_ place: String) -> Figure {
    var figure = self
    figure.location = [location, place].compactMap(\.self).joined(separator: ", ")
    return figure
  }

  /// As a report has it.
  var checked: CheckedFigure {
    CheckedFigure(
      quantity: quantity.rawValue, value: value, unit: quantity.measure.unit, text: quantity.measure.text(value),
      location: location)
  }
}

/// What a deployment comes to.
struct Evaluation {
  /// The layout in words; `nil` where nothing fits.
  var layout: String?
  /// None where nothing fits.
  var figures: [Figure] = []
  /// Why there is no plan that keeps the limits that a search is given; `nil` where there is one.
  var refusal: Refusal?
  /// Whether there is none, and not only none that was found.
  var isRefusalProved = true
  /// The target that a refusal for latency misses; `nil` for the TPOT, or where there is only one.
  var missedTarget: LimitedQuantity?
  /// A limit that no plan keeps beside the others; the figures are those of the best plan without it.
  var unreachable: LimitedQuantity?
  /// Whether another plan could have other figures: the search chose, and the policy did not.
  var isChosen = true
  /// After the worst failure of those that must be survived; `nil` where none was asked about.
  var afterFailure: FailedEvaluation?

  /// Whether there is a plan that keeps what a search is given.
  var keepsLimits: Bool { refusal == nil && unreachable == nil }

  subscript(_ quantity: LimitedQuantity) -> Figure? { figures.first { $0.quantity == quantity } }
}

/// What a deployment comes to after a failure.
struct FailedEvaluation {
  /// The unit whose failure is worst: "pool h200, rack 0, node 2"; or any, where no plan survives it.
  let unit: String
  /// What it leaves, in words: "3 of 4 replicas are left".
  let consequence: String
  /// None where nothing is left, or not enough.
  let figures: [Figure]
  /// Whether something is left, if too little.
  var isServing = false
  /// Whether no plan could do better.
  var isProved = true
  /// Whether a search looked for what survives.
  var isSought = true
}

extension FailedEvaluation {
  /// What a plan of a cluster says of it.
  init(_ spare: SpareCapacity, of plan: ClusterPlan) {
    self.init(
      unit: spare.worstUnit,
      consequence: Self.words(stopped: spare.workersLost, restarted: spare.workersRestarted),
      figures: ComposedFigures(plan).figures(serving: spare.servedRequestsPerSecond))
  }

  private static func words(stopped: Int, restarted: Int) -> String {
    let workers = stopped == 1 ? "1 worker stops" : "\(stopped) workers stop"
    guard restarted > 0 else { return workers }
    return restarted == stopped
      ? "\(workers) and \(stopped == 1 ? "starts" : "start") again" : "\(workers), \(restarted) of them start again"
  }
}
