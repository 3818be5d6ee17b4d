import Costing

extension ExpertImbalance {
  /// What a placement leaves uneven: for each EP the imbalance averaged over the layers that have it.
  /// - Parameters:
  ///   - experts: The experts of every layer.
  ///   - load: Tokens per expert; the calibration's figure counts where there is none.
  public init(of experts: [PlacedExperts], under load: ExpertLoad?) {
    guard let load else {
      self = .calibrated
      return
    }
    var sums: [Int: (sum: Double, count: Int)] = [:]
    for placed in experts {
      let before = sums[placed.ranks.count] ?? (0, 0)
      let layer = load.imbalance(layer: placed.layer, ranks: placed.ranks)
      sums[placed.ranks.count] = (before.sum + layer, before.count + 1)
    }
    self.init(byExpertParallel: sums.mapValues { $0.sum / Double($0.count) }, file: load.file)
  }
}
