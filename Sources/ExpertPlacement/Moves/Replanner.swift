import ExpertMaps
import Optimization

/// Leads from maps that run now to better ones, with few bytes of experts sent.
public struct Replanner: Sendable {
  private let effort: PlacementEffort
  private let optimizer: any Optimizer
  private let progress: @Sendable (Double) -> Void

  /// - Parameters:
  ///   - effort: For each layer.
  ///   - optimizer: Proves bounds, and divides a budget among the layers.
  ///   - progress: Called with the share of the layers that is finished, from any thread.
  public init(
    effort: PlacementEffort = PlacementEffort(), optimizer: any Optimizer,
    progress: @escaping @Sendable (Double) -> Void = { _ in }
  ) {
    self.effort = effort
    self.optimizer = optimizer
    self.progress = progress
  }

  /// The best maps found for a goal.
  /// - Throws: Where a current map is none of its problem.
  public func plan(_ layers: [ReplanLayer], goal: ReplanGoal) throws(ReplanFault) -> Replan {
    choose(from: try frontiers(layers), of: layers, goal: goal)
  }

  /// What each layer gains for how many moves; the same for all goals.
  /// - Throws: Where a current map is none of its problem.
  public func frontiers(_ layers: [ReplanLayer]) throws(ReplanFault) -> [ReplanFrontier] {
    for (index, layer) in layers.enumerated() {
      if let fault = layer.fault { throw ReplanFault(layer: index, fault: fault) }
    }
    return Concurrency.map(layers.count, progress: progress) { frontier(layers[$0]) }
  }

  private func frontier(_ layer: ReplanLayer) -> ReplanFrontier {
    let fresh = ExpertPlacer(layer.problem, effort: effort, optimizer: optimizer).place()
    let map = RankRelabelling(layer.problem, current: layer.current).closest(fresh.map)
    return layer.problem.run(
      FrontierSearch(
        problem: layer.problem, current: layer.current, fresh: map, bound: fresh.bound, effort: effort))
  }

  /// The best points of known frontiers for a goal.
  /// - Parameters:
  ///   - frontiers: Of these layers, in their order.
  ///   - layers: Not empty of bytes: an expert weighs something.
  ///   - goal: A budget below that of the first move leaves everything as it is.
  public func choose(from frontiers: [ReplanFrontier], of layers: [ReplanLayer], goal: ReplanGoal) -> Replan {
    let offers = zip(frontiers, layers).map { frontier, layer in
      frontier.points.map { (bytes: Double($0.moves) * layer.bytesPerExpert, time: $0.time * layer.weight) }
    }
    switch goal {
    case .within(let bytes):
      guard bytes > 0 else { return replan(frontiers, layers, frontiers.map { _ in 0 }, nil) }
      let choice = MultipleChoiceProgram(offers, budget: bytes).choose(optimizer)
      return replan(frontiers, layers, choice.points, choice.bound)
    case .priced(let price):
      let points = offers.map { offer in
        offer.indices.min { offer[$0].time + price * offer[$0].bytes < offer[$1].time + price * offer[$1].bytes } ?? 0
      }
      return replan(frontiers, layers, points, nil, price: price)
    }
  }

  /// - Parameter bound: `nil` where the choice is the best there is.
  private func replan(
    _ frontiers: [ReplanFrontier], _ layers: [ReplanLayer], _ points: [Int], _ bound: Double?, price: Double = 0
  ) -> Replan {
    let chosen = zip(zip(frontiers, layers), points).map { replanned($0.0, $0.1, point: $1) }
    let objective = zip(chosen, layers).reduce(0) { $0 + $1.0.time * $1.1.weight + price * $1.0.movedBytes }
    return Replan(layers: chosen, objective: objective, bound: bound ?? objective)
  }

  private func replanned(_ frontier: ReplanFrontier, _ layer: ReplanLayer, point: Int) -> ReplannedLayer {
    let point = frontier.points[point]
    return ReplannedLayer(
      map: point.map, time: point.time, currentTime: frontier.points[0].time, bound: frontier.bound,
      movedBytes: Double(point.moves) * layer.bytesPerExpert,
      schedule: MoveScheduler.schedule(from: layer.current, to: point.map, in: layer.problem))
  }
}
