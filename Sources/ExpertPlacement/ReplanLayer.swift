import Experts

/// A layer that runs now and is to run faster.
public struct ReplanLayer: Sendable, Equatable {
  /// Experts, ranks and the traffic to come.
  public let problem: ExpertProblem
  /// The experts that each rank holds now; a rank may hold one twice.
  public let current: ExpertMap
  /// The bytes of one expert's weights.
  public let bytesPerExpert: Double
  /// The weight of the layer's time; equal where layers have equally many tokens and equal experts.
  public let weight: Double

  public init(problem: ExpertProblem, current: ExpertMap, bytesPerExpert: Double, weight: Double = 1) {
    self.problem = problem
    self.current = current
    self.bytesPerExpert = bytesPerExpert
    self.weight = weight
  }

  /// The violation by which the current map cannot run in the problem. A rank that holds an expert twice, or an expert
  /// whose copies are all in one failure domain, is not ideal but allowed.
  var fault: MapFault? {
    let fault = ExpertMap(ranks: current.ranks.map { Array(Set($0)) }).fault(in: problem)
    if let overfull = overfull { return overfull }
    switch fault {
    case .together: return nil
    default: return fault
    }
  }

  private var overfull: MapFault? {
    zip(current.ranks, problem.ranks).enumerated().first { $0.element.0.count > $0.element.1.slots }.map {
      .overfull(rank: $0.offset, found: $0.element.0.count, slots: $0.element.1.slots)
    }
  }
}

/// Looks for the fastest map for each number of moves.
///
/// Annealing under a cap on the moves, for one cap after another, each from the best map known within it; then from the
/// best map without regard to moves, under falling caps. A fixed part of the trials brings a copy home.
struct MoveFrontierSearch: LoadVectorTask {
  let problem: ExpertProblem
  let current: ExpertMap
  /// The best map without regard to moves, its ranks in the places that need fewest.
  let fresh: ExpertMap
  let bound: BalanceBound
  let effort: PlacementEffort

  func run<Loads: LoadVector>(_ popularity: [Loads]) -> ReplanFrontier {
    var run = FrontierRun(
      MoveLimitedState(problem, popularity: popularity, current: current),
      frontier: ReplanFrontier(current: current, problem: problem, bound: bound))
    // Copies that share a rank are one; nothing is sent to drop the other.
    let single = ExpertMap(ranks: current.ranks.map { Array(Set($0)) })
    run.record(single)
    run.record(fresh)
    let caps = caps(fresh.moves(from: current))
    run.descend(from: single, cap: caps.last ?? 0)
    var random = SplitMix(seed: 2)
    for cap in caps {
      run.anneal(from: run.frontier.best(within: cap).map, cap: cap, steps: steps, random: &random)
      run.anneal(from: single, cap: cap, steps: steps, random: &random)
    }
    var map = fresh
    for cap in caps.reversed() where map.fault(in: problem) == nil {
      map = run.anneal(from: map, cap: cap, steps: steps, random: &random)
    }
    return run.frontier
  }

  private var steps: Int { effort.steps / 8 }

  /// 1, 2, 3, 4, 6, 8, 12, 16, ... up to the number of moves to a fresh map.
  private func caps(_ most: Int) -> [Int] {
    var caps: [Int] = []
    var power = 1
    while power < most {
      caps += [power, power * 3 / 2].filter { $0 < most && $0 != caps.last }
      power *= 2
    }
    return Array(Set(caps + [most])).filter { $0 > 0 }.sorted()
  }
}

/// The rule that accepts moves.
struct MoveRule {
  /// The most copies away from home.
  var cap: Int
  /// The penalty of each, in units of the potential.
  var penalty: Double
  /// Most rise of the potential and its penalty.
  var limit: Double
}

/// New maps for all layers, with the moves to reach them.
public struct Replan: Sendable, Equatable {
  /// The layers in their order.
  public let layers: [ReplannedLayer]
  /// Σ weight · time, and the price of moves where they have one.
  public let objective: Double
  /// The lower bound of the objective among the maps found. Maps that were not found may have a lower objective.
  public let bound: Double

  /// Bytes of experts that are sent in all layers together.
  public var movedBytes: Double { layers.reduce(0) { $0 + $1.movedBytes } }
  /// Experts that are sent in all layers together.
  public var moveCount: Int { layers.reduce(0) { $0 + $1.schedule.moves.count } }
}

/// The Pareto frontier of a layer's time over moves: the current map first, then faster maps for more moves.
public struct ReplanFrontier: Sendable, Equatable {
  /// Rising in moves, falling in time; at least the current map.
  public private(set) var points: [ReplanPoint]
  /// The lower bound of the time, whatever the number of moves.
  public let bound: BalanceBound

  init(current: ExpertMap, problem: ExpertProblem, bound: BalanceBound) {
    points = [ReplanPoint(moves: 0, time: current.time(of: problem), map: current)]
    self.bound = bound
  }

  /// The fastest point with up to that many moves.
  func best(within moves: Int) -> ReplanPoint { points.last { $0.moves <= moves } ?? points[0] }

  /// Keeps a map that is faster than all with as few moves, and drops those that it beats.
  mutating func insert(_ point: ReplanPoint) {
    // Gains below rounding are none.
    guard point.time < best(within: point.moves).time * (1 - 1e-12) else { return }
    points.removeAll { $0.moves >= point.moves && $0.time >= point.time }
    let index = points.firstIndex { $0.moves > point.moves } ?? points.count
    points.insert(point, at: index)
  }
}

/// A map of one layer that can be reached from the current one.
public struct ReplanPoint: Sendable, Equatable {
  /// Experts that have to be sent.
  public let moves: Int
  /// The time of the slowest rank; 1 where all ranks are equally busy.
  public let time: Double
  /// The experts of each rank.
  public let map: ExpertMap
}

/// A layer's new map and the way there.
public struct ReplannedLayer: Sendable, Equatable {
  /// The experts of each rank.
  public let map: ExpertMap
  /// The time of the slowest rank; 1 where all ranks are equally busy.
  public let time: Double
  /// The time of the current map.
  public let currentTime: Double
  /// The lower bound of the time, whatever the number of moves.
  public let bound: BalanceBound
  /// Bytes of experts that are sent.
  public let movedBytes: Double
  /// The steps, which keep a copy of every expert at all times.
  public let schedule: MoveSchedule
}
