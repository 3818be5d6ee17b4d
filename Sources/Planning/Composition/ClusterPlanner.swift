import Composition
import Optimization
import Plans
import Topology

/// What planning a cluster ends with.
public enum ClusterPlanningResult: Sendable {
  /// A plan.
  case plan(ClusterPlan)
  /// The demand cannot be met, or nothing can be served.
  case refused(Refusal)
}

/// Decides what all GPUs of a cluster do, proves how good that is, and gives every worker its GPUs.
public struct ClusterPlanner: Sendable {
  private let request: ClusterRequest
  private let optimizer: any Optimizer

  /// - Parameters:
  ///   - request: Cluster, workers to choose from, demands and objective.
  ///   - optimizer: Solves the composition program.
  public init(_ request: ClusterRequest, optimizer: any Optimizer) {
    self.request = request
    self.optimizer = optimizer
  }

  /// Solves, places and writes down.
  public func plan() -> ClusterPlanningResult {
    guard let best = CompositionPlanner(request, optimizer: optimizer).best() else {
      return .refused(ClusterRefusal(request, optimizer: optimizer).refusal())
    }
    return .plan(ClusterPlanAssembly(request, best, solver: optimizer.name).plan)
  }
}
