import Costing
import ExpertPlacement
import Experts
import Formats
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
    Diagnostic(id: .currentDiffers, file: current.reference.reference, key: key, found: found, expected: expected)
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

/// Renames the GPUs of each layer so that over all layers together they hold equally many copies, as far as that goes:
/// where layers have different numbers of copies, what counts for HBM is the sum. GPUs must be alike.
struct GPURenumbering {
  private var held: [Int]

  init(gpus: Int) { held = [Int](repeating: 0, count: gpus) }

  /// The layers whose GPUs differ most are dealt out first, so that the others can make up for it.
  mutating func renumbered(_ maps: [ExpertMap]) -> [ExpertMap] {
    let spreads = maps.map { map in
      let counts = map.ranks.map(\.count)
      return (counts.max() ?? 0) - (counts.min() ?? 0)
    }
    var result = maps
    for layer in maps.indices.sorted(by: { (spreads[$1], $0) < (spreads[$0], $1) }) {
      result[layer] = renumbered(maps[layer])
    }
    return result
  }

  /// Whoever holds most in the layer becomes the GPU that has held least so far.
  private mutating func renumbered(_ map: ExpertMap) -> ExpertMap {
    let fullest = map.ranks.indices.sorted { (map.ranks[$1].count, $0) < (map.ranks[$0].count, $1) }
    let emptiest = held.indices.sorted { (held[$0], $0) < (held[$1], $1) }
    var ranks = map.ranks
    for (rank, gpu) in zip(fullest, emptiest) {
      ranks[gpu] = map.ranks[rank]
      held[gpu] += map.ranks[rank].count
    }
    return ExpertMap(ranks: ranks)
  }
}

/// What a step takes of each resource.
public enum NetworkPricing: Sendable {
  /// Time of a domain's NICs for a token that enters it, over the time of a token's experts on all GPUs evenly; nothing else
  /// is counted.
  case nicCost(Double)
  /// By layer, of a model on a cluster.
  case units([Int: ExpertUnitCosts])

  /// - Parameters:
  ///   - layer: Its number in the model.
  ///   - ranks: In domains of equally many.
  func costs(layer: Int, _ routes: TokenRoutes, ranks: [ExpertRank]) -> NetworkCosts? {
    switch self {
    case .nicCost(let ratio):
      // Even compute is then 1 for each token of the step.
      let tokens = Double(max(1, routes.tokenCount))
      return NetworkCosts(
        batchTokens: 1, perToken: Self.speed(ranks) * tokens / Double(max(1, routes.experts.count)), perExpert: 0,
        perArrival: 0, perCopy: ratio)
    case .units(let units):
      guard let unit = units[layer] else { return nil }
      let perDomain = ranks.count { $0.domain == ranks[0].domain }
      return NetworkCosts(
        batchTokens: unit.tokens, perToken: unit.perToken, perExpert: unit.perExpert, perArrival: unit.perArrival,
        perCopy: unit.perCopy / Double(perDomain))
    }
  }

  /// Seconds of compute in a step where all ranks have as much as they are fast.
  static func even(_ costs: NetworkCosts, _ routes: TokenRoutes, ranks: [ExpertRank]) -> Double {
    costs.batchTokens * Double(routes.experts.count) / Double(max(1, routes.tokenCount)) * costs.perToken / speed(ranks)
  }

  private static func speed(_ ranks: [ExpertRank]) -> Double { ranks.reduce(0) { $0 + $1.speed } }
}
