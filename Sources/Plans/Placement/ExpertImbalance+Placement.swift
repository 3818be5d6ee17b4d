import Costing
import ExpertMaps

extension ExpertImbalance {
  /// What a placement leaves uneven: for each EP and R the imbalance averaged over the layers that have them.
  /// - Parameters:
  ///   - experts: The experts of every layer.
  ///   - divisions: EP and R of each stage.
  ///   - load: Tokens per expert; the calibration's figure counts where there is none.
  public init(of experts: [PlacedExperts], on divisions: [ExpertDivision], under load: ExpertLoad?) {
    guard let load else {
      self = .calibrated
      return
    }
    var sums: [ExpertDivision: (sum: Double, count: Int)] = [:]
    for placed in experts {
      let division = divisions[placed.stage]
      let before = sums[division] ?? (0, 0)
      let problem = ExpertProblem(load, layer: placed.layer, division: placed.division(in: division, under: load))
      sums[division] = (before.sum + ExpertMap(ranks: placed.ranks).time(of: problem), before.count + 1)
    }
    self.init(byDivision: sums.mapValues { $0.sum / Double($0.count) }, file: load.file, isPlaced: true)
  }
}
