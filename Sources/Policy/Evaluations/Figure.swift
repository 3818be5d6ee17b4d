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
