import ExpertMaps

/// A layer that runs now and is to run faster.
public struct ReplanLayer: Sendable, Equatable {
  /// Experts, ranks and the traffic to come.
  public let problem: ExpertProblem
  /// Which experts each rank holds now; a rank may hold one twice.
  public let current: ExpertMap
  /// Of one expert's weights.
  public let bytesPerExpert: Double
  /// What a unit of the layer's time counts; equal where layers have equally many tokens and equal experts.
  public let weight: Double

  /// - Parameters: As the properties of the same names.
  public init(problem: ExpertProblem, current: ExpertMap, bytesPerExpert: Double, weight: Double = 1) {
    self.problem = problem
    self.current = current
    self.bytesPerExpert = bytesPerExpert
    self.weight = weight
  }

  /// Why the current map cannot run in the problem. That a rank holds an expert twice, or that all copies lie in one
  /// failure domain, is no way to start well, but one can start there.
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
