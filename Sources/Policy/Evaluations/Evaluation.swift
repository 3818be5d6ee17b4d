import Plans

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
