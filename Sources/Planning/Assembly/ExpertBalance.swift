import Costing
import ExpertPlacement
import Models
import Plans

/// Which experts go to which rank, and how uneven that leaves the load.
struct ExpertBalance: Sendable {
  private let request: PlanRequest

  init(_ request: PlanRequest) { self.request = request }

  /// Load of the hottest rank over the mean, averaged over the layers with experts, for each EP; the calibration's figure
  /// where no load was given.
  func imbalance(expertParallel degrees: [Int]) -> ExpertImbalance {
    guard let load = request.expertLoad else { return .calibrated }
    var result: [Int: Double] = [:]
    for degree in Set(degrees).sorted() where degree > 1 {
      let layers = layersWithExperts
      let sum = layers.reduce(0.0) { $0 + assignment(layer: $1, ranks: degree).imbalance }
      result[degree] = sum / Double(max(1, layers.count))
    }
    return ExpertImbalance(byExpertParallel: result, file: load.file)
  }

  /// The experts of every layer on the ranks of its stage.
  func placement(of layout: ReplicaLayout) -> [PlacedExperts] {
    layout.stages.enumerated().flatMap { index, stage in
      stage.layers.filter { layersWithExperts.contains($0) }.map { layer in
        let assignment = assignment(layer: layer, ranks: stage.layout.expertParallel)
        return PlacedExperts(
          layer: layer, stage: index, ranks: assignment.ranks,
          imbalance: request.expertLoad == nil ? nil : assignment.imbalance)
      }
    }
  }

  private var layersWithExperts: [Int] {
    request.model.layers.filter { $0.kind.feedForward.mixture != nil }.map(\.index)
  }

  private func assignment(layer: Int, ranks: Int) -> BalancedAssignment {
    let experts = request.model.layers[layer].kind.feedForward.mixture?.expertCount ?? 0
    guard let load = request.expertLoad else { return BalancedAssignment(expertCount: experts, rankCount: ranks) }
    return BalancedAssignment(loads: load.tokens[layer], rankCount: ranks)
  }
}
