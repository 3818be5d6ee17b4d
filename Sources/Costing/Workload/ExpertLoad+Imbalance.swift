extension ExpertLoad {
  /// Load of the hottest rank over the mean.
  /// - Parameters:
  ///   - layer: A layer with experts.
  ///   - ranks: For each rank the experts that it holds.
  public func imbalance(layer: Int, ranks: [[Int]]) -> Double {
    let loads = ranks.map { $0.reduce(0) { $0 + tokens[layer][$1] } }
    let mean = tokens[layer].reduce(0, +) / Double(max(1, ranks.count))
    return mean > 0 ? (loads.max() ?? 0) / mean : 1
  }
}
