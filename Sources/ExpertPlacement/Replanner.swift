import Experts
import Optimization

/// Leads from maps that run now to better ones, with few bytes of experts sent.
public struct Replanner: Sendable {
  private let effort: PlacementEffort
  private let optimizer: any Optimizer
  private let progress: @Sendable (Double) -> Void

  /// - Parameters:
  ///   - effort: The effort for each layer.
  ///   - optimizer: Proves bounds, and divides a budget among the layers.
  ///   - progress: Called with the finished share of the layers, from any thread.
  public init(
    effort: PlacementEffort = PlacementEffort(), optimizer: any Optimizer,
    progress: @escaping @Sendable (Double) -> Void = { _ in }
  ) {
    self.effort = effort
    self.optimizer = optimizer
    self.progress = progress
  }

  /// The best maps found for a goal.
  /// - Throws: `ReplanFault` where a current map does not fit its problem.
  public func plan(_ layers: [ReplanLayer], goal: ReplanGoal) throws(ReplanFault) -> Replan {
    choose(from: try frontiers(layers), of: layers, goal: goal)
  }

  /// The frontier of each layer, which is the same for all goals.
  /// - Throws: `ReplanFault` where a current map does not fit its problem.
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
      MoveFrontierSearch(
        problem: layer.problem, current: layer.current, fresh: map, bound: fresh.bound, effort: effort))
  }

  /// The best points of known frontiers for a goal.
  /// - Parameters:
  ///   - frontiers: The frontiers of the layers, in their order.
  ///   - layers: The layers; an expert has a positive number of bytes.
  ///   - goal: The goal. A budget below the first move keeps the current maps.
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

/// Exchanges the places of equal ranks, so that a map needs as few moves as possible from another. Its time and faults
/// do not change.
///
/// Ranks are equal where slots and speed are. Where copies must survive a loss, or groups lie in one domain, ranks stay
/// in their failure domain or domain, and domains of the same ranks change places as a whole.
struct RankRelabelling {
  private let problem: ExpertProblem
  private let current: ExpertMap
  /// Sets of ranks in which equal ones may change places freely.
  private let blocks: [[Int]]
  private let mayMoveBlocks: Bool

  /// - Parameters:
  ///   - problem: Whose ranks are exchanged.
  ///   - current: The map to stay close to, with as many ranks as the problem.
  init(_ problem: ExpertProblem, current: ExpertMap) {
    self.problem = problem
    self.current = current
    let needsDomain = problem.wholeGroups > 1
    let needsFailure = problem.survivesLoss
    let keys = problem.ranks.map { [needsDomain ? $0.domain : 0, needsFailure ? $0.failureDomain : 0] }
    let byKey = Dictionary(grouping: problem.ranks.indices) { keys[$0] }
    blocks = byKey.values.sorted { $0[0] < $1[0] }
    // Where domains and failure domains cut each other, a block cannot move without the others of its domain.
    mayMoveBlocks =
      Set(keys.map { $0[0] }).count == (needsDomain ? blocks.count : 1)
      && Set(keys.map { $0[1] }).count == (needsFailure ? blocks.count : 1)
  }

  /// The same map with ranks in other places.
  func closest(_ map: ExpertMap) -> ExpertMap {
    let kept = keptCopies(map)
    var places = [Int](repeating: 0, count: map.ranks.count)
    for shape in Dictionary(grouping: blocks, by: shape).values.sorted(by: { $0[0][0] < $1[0][0] }) {
      let groups = mayMoveBlocks ? [shape] : shape.map { [$0] }
      for group in groups { place(group, kept, &places) }
    }
    var ranks = [[Int]](repeating: [], count: map.ranks.count)
    for (rank, place) in places.enumerated() { ranks[place] = map.ranks[rank] }
    return ExpertMap(ranks: ranks)
  }

  private func shape(_ block: [Int]) -> [[Double]] { kinds(block).map { [Double($0.slots), $0.speed] } }

  private func kinds(_ block: [Int]) -> [(slots: Int, speed: Double, rank: Int)] {
    block.map { (slots: problem.ranks[$0].slots, speed: problem.ranks[$0].speed, rank: $0) }.sorted { $0 < $1 }
  }

  /// Blocks of one shape find the places of others, and their ranks places within.
  private func place(_ group: [[Int]], _ kept: [[Int]], _ places: inout [Int]) {
    guard group.count > 1 else {
      for (rank, place) in within(group[0], group[0], kept) { places[rank] = place }
      return
    }
    let pairs = group.map { block in group.map { within(block, $0, kept) } }
    let costs = pairs.map { $0.map { -$0.reduce(0) { $0 + kept[$1.rank][$1.place] } } }
    for (block, other) in CheapestAssignment(costs).columns.enumerated() {
      for (rank, place) in pairs[block][other] { places[rank] = place }
    }
  }

  private func within(_ block: [Int], _ other: [Int], _ kept: [[Int]]) -> [(rank: Int, place: Int)] {
    let ranks = kinds(block)
    let places = kinds(other)
    // Both are sorted alike, so ranks of a kind stand at the same positions.
    let byKind = Dictionary(grouping: ranks.indices) { [Double(ranks[$0].slots), ranks[$0].speed] }
    return byKind.values.sorted { $0[0] < $1[0] }.flatMap { same in
      let costs = same.map { row in same.map { -kept[ranks[row].rank][places[$0].rank] } }
      return CheapestAssignment(costs).columns.enumerated().map {
        (rank: ranks[same[$0.offset]].rank, place: places[same[$0.element]].rank)
      }
    }
  }

  /// [rank][place]: copies that stay where they are.
  private func keptCopies(_ map: ExpertMap) -> [[Int]] {
    var holders = [[Int]](repeating: [], count: problem.expertCount)
    for (rank, held) in current.ranks.enumerated() {
      for expert in Set(held) { holders[expert].append(rank) }
    }
    return map.ranks.map { held in
      var kept = [Int](repeating: 0, count: current.ranks.count)
      for expert in held { for rank in holders[expert] { kept[rank] += 1 } }
      return kept
    }
  }
}

/// The layer that cannot be replanned, and the fault of its map.
public struct ReplanFault: Error, Sendable, Equatable, CustomStringConvertible {
  /// Position among the layers.
  public let layer: Int
  /// The fault of its current map.
  public let fault: MapFault

  /// A sentence.
  public var description: String { "the current map of layer \(layer) does not fit: \(fault)" }
}

/// The trade-off between time and moves.
public enum ReplanGoal: Sendable, Equatable {
  /// The least time whose moves take at most this many bytes.
  case within(bytes: Double)
  /// The least sum of time and of moves at so much a byte, in units of weighted time.
  case priced(perByte: Double)
}
