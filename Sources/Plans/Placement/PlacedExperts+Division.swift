import Costing

extension PlacedExperts {
  /// Whether the layer is one of those that have fewer copies, as what it holds says.
  public func isSpared(in division: ExpertDivision, experts: Int) -> Bool {
    guard let spared = division.spared else { return false }
    return ranks.reduce(0) { $0 + $1.count } == experts + spared.redundantExperts
  }

  /// EP and R of the layer.
  /// - Parameters:
  ///   - division: Of the stage.
  ///   - load: With the tokens of the layer's experts.
  public func division(in division: ExpertDivision, under load: ExpertLoad) -> ExpertDivision {
    division.ofLayer(isSpared: isSpared(in: division, experts: load.tokens[layer].count))
  }
}
