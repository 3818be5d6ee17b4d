/// Statistics of some rows, by quantity.
public struct ValidationStatistics: Sendable, Hashable {
  /// All of the rows, those that measured no quantity of serving among them.
  public let rows: Int
  /// Rows that are predicted in every quantity that they measured.
  public let answered: Int
  /// For quantities that some row measured.
  public let quantities: [MeasuredQuantity: QuantityStatistics]

  /// - Parameter outcomes: Of the rows.
  public init(_ outcomes: [RunOutcome]) {
    rows = outcomes.count
    answered = outcomes.filter(\.isAnswered).count
    let comparisons = Dictionary(grouping: outcomes.flatMap(\.comparisons), by: \.quantity)
    quantities = comparisons.compactMapValues { QuantityStatistics($0) }
  }

  /// In the order of `MeasuredQuantity`.
  public var inOrder: [(quantity: MeasuredQuantity, statistics: QuantityStatistics)] {
    MeasuredQuantity.allCases.compactMap { quantity in quantities[quantity].map { (quantity, $0) } }
  }
}
