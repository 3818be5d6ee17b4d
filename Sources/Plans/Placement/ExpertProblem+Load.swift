import Costing
import ExpertMaps

extension ExpertProblem {
  /// What a plan places: the experts of one layer under a recorded load, on ranks that are alike.
  /// - Parameters:
  ///   - load: Tokens of each expert; the layer must have experts.
  ///   - layer: Of the model.
  ///   - division: EP and R.
  public init(_ load: ExpertLoad, layer: Int, division: ExpertDivision) {
    let tokens = load.tokens[layer]
    self.init(
      tokens: [tokens],
      ranks: .equal(division.expertParallel, copies: tokens.count + division.redundantExperts),
      redundant: division.redundantExperts)
  }
}
