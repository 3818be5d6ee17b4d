import ExpertMaps
import ExpertPlacement
import Inputs
import Optimization
import Plans

/// Leads the layers of a request from what runs now to better maps.
struct PlacementMover {
  let request: ExpertPlacementRequest
  let current: CurrentPlacement
  let replanner: Replanner

  /// - Parameter problems: Of the layers of the request that have experts.
  /// - Throws: `Diagnostic` "current-differs" where what runs is of other layers or breaks the rules.
  func replan(_ problems: [ExpertProblem]) throws -> Replan {
    guard current.maps.count == request.layerCount else {
      throw fault(
        key: "layers", found: "\(current.maps.count) layers", expected: "\(request.layerCount), as in the loads")
    }
    let layers = try zip(request.expertLayers, problems).map { layer, problem in
      guard let map = current.maps[layer] else {
        throw fault(key: "layer \(layer)", found: "nothing", expected: "where its experts lie, as the loads have some")
      }
      return ReplanLayer(problem: problem, current: map, bytesPerExpert: current.bytesPerExpert)
    }
    do {
      return try replanner.plan(layers, goal: .within(bytes: current.budgetBytes ?? .infinity))
    } catch {
      throw fault(
        key: "layer \(request.expertLayers[error.layer])", found: "a map in which \(error.fault)",
        expected: "a map that keeps to the rules asked for")
    }
  }

  private func fault(key: String, found: String, expected: String) -> Diagnostic {
    Diagnostic(id: "current-differs", file: current.reference.reference, key: key, found: found, expected: expected)
  }

  /// What the document says of the way.
  /// - Parameter problems: On the counts as recorded.
  func moves(_ replan: Replan, problems: [ExpertProblem]) -> PlacementMoves {
    let layers = zip(request.expertLayers, zip(replan.layers, problems)).map { layer, pair in
      PlacementMoves.Layer(
        layer: layer, currentBalance: 1 / (current.maps[layer]?.time(of: pair.1) ?? 1),
        steps: pair.0.schedule.steps.map(PlacementStep.init))
    }
    // All layers use the same links.
    let all = MoveSchedule(steps: replan.layers.flatMap(\.schedule.steps))
    return PlacementMoves(
      current: current.reference, bytesPerExpert: current.bytesPerExpert, budgetBytes: current.budgetBytes,
      count: replan.moveCount, ofBusiestGPU: all.busiest(of: request.target.gpus), staged: all.stagedMoves,
      bandwidth: current.bandwidth, gap: max(0, replan.objective / replan.bound - 1), layers: layers)
  }
}
