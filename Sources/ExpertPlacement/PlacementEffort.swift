import Experts

/// The effort of a placement, counted in steps so that the same problem has the same answer on every machine.
public struct PlacementEffort: Sendable, Equatable {
  /// The moves of an annealing, for up to 256 slots.
  public var steps: Int
  /// The largest number of annealings, one after the other.
  public var cycles: Int
  /// The linear programs of a bound, for 288 copies; fewer for more copies, as each takes longer.
  public var programs: Int
  /// The gap at which the search ends, which is finer than the accuracy of recorded loads.
  public var tolerance: Double

  public init(steps: Int = 300_000, cycles: Int = 8, programs: Int = 32, tolerance: Double = 0.001) {
    self.steps = steps
    self.cycles = cycles
    self.programs = programs
    self.tolerance = tolerance
  }

  /// The default effort times `factor`.
  public static func times(_ factor: Double) -> PlacementEffort {
    PlacementEffort(
      steps: max(1, Int(300_000 * factor)), cycles: max(4, Int(8 * factor)),
      programs: max(1, Int((32 * factor).rounded(.up))))
  }

  /// Slots up to which the effort grows with them. Models have a few hundred experts in a layer; with thousands the greedy is
  /// within the tolerance nearly always, and where it is not the effort must end.
  static let mostSlots = 4_096

  /// `steps` and `cycles` for a problem: more slots take more steps, up to a point. With several scenarios the bound is not
  /// reached and all cycles run: then many short ones are better than few long ones.
  func annealing(of problem: ExpertProblem) -> (steps: Int, cycles: Int) {
    guard problem.slotCount <= Self.mostSlots else { return (steps, max(1, cycles / 4)) }
    let steps = steps * max(256, problem.slotCount) / 256
    guard problem.popularity.count > 1, problem.slotCount > 64 else { return (steps, cycles) }
    return (steps / 2, problem.ranks.count > 100 ? 2 * cycles : cycles / 2)
  }

  /// `tolerance` for a number of copies: small problems are cheap to solve to the end.
  func tolerance(copies: Int) -> Double { copies <= 64 ? min(tolerance, 1e-6) : tolerance }

  /// `programs` for a number of copies; none for so many that one would take minutes.
  func programs(copies: Int) -> Int {
    guard copies <= Self.mostSlots else { return 0 }
    let size = Double(max(64, copies)) / 288
    return max(4, Int(Double(programs) / (size * size)))
  }
}

/// A placement of one layer, and how good it is.
public struct PlacementAnswer: Sendable, Equatable {
  public let map: ExpertMap
  /// Time of the slowest rank in the worst scenario; 1 where all ranks are equally busy.
  public let time: Double
  /// The lower bound.
  public let bound: BalanceBound

  /// The relative gap, time / bound − 1.
  public var gap: Double { max(0, time / bound.time - 1) }

  init(map: ExpertMap, problem: ExpertProblem, bound: BalanceBound) {
    self.map = map
    time = map.time(of: problem)
    self.bound = bound
  }
}
