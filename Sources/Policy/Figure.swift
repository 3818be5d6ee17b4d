import Plans

/// A figure of a deployment.
struct Figure {
  let quantity: LimitedQuantity
  /// The value in the base unit of the quantity's measure.
  var value: Double
  /// The bound: no plan within the limits has a better value; `nil` where none is proved.
  var bound: Double?
  /// The place where it is reached, in words.
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

  /// The figure with a further word on its place.
  func at(_ place: String) -> Figure {
    var figure = self
    figure.location = [location, place].compactMap(\.self).joined(separator: ", ")
    return figure
  }

  /// The figure in the form of a report.
  var checked: CheckedFigure {
    CheckedFigure(
      quantity: quantity.rawValue, value: value, unit: quantity.measure.unit, text: quantity.measure.text(value),
      location: location)
  }
}

/// The figures of a deployment.
struct Evaluation {
  /// The layout in words; `nil` where none fits.
  var layout: String?
  /// The figures; empty where no layout fits.
  var figures: [Figure] = []
  /// The reason why no plan is within the limits given to the search; `nil` where one is.
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

  /// Whether a plan is within the limits given to the search.
  var keepsLimits: Bool { refusal == nil && unreachable == nil }

  subscript(_ quantity: LimitedQuantity) -> Figure? { figures.first { $0.quantity == quantity } }
}

/// The figures of a deployment after a failure.
struct FailedEvaluation {
  /// The unit whose failure is worst: "pool h200, rack 0, node 2"; or any, where no plan survives it.
  let unit: String
  /// The capacity left, in words: "3 of 4 replicas are left".
  let consequence: String
  /// The figures; empty where too little is left.
  let figures: [Figure]
  /// Whether something is left, if too little.
  var isServing = false
  /// Whether no plan could do better.
  var isProved = true
  /// Whether the search had survival as a constraint.
  var isSought = true
}

extension FailedEvaluation {
  /// The figures of a cluster plan after a failure.
  init(_ spare: SpareCapacity, of plan: ClusterPlan) {
    self.init(
      unit: spare.worstUnit,
      consequence: Self.words(stopped: spare.workersLost, restarted: spare.workersRestarted),
      figures: ComposedFigures(plan: plan).figures(serving: spare.servedRequestsPerSecond))
  }

  private static func words(stopped: Int, restarted: Int) -> String {
    let workers = stopped == 1 ? "1 worker stops" : "\(stopped) workers stop"
    guard restarted > 0 else { return workers }
    return restarted == stopped
      ? "\(workers) and \(stopped == 1 ? "starts" : "start") again" : "\(workers), \(restarted) of them start again"
  }
}
