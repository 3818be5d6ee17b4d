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
  /// - Parameters:
  ///   - questions: Answered beside the plan, each by solving again.
  ///   - progress: Called with the share of the work that is done.
  public func plan(
    answering questions: [ClusterQuestion] = [], progress: @escaping @Sendable (Double) -> Void = { _ in }
  ) -> ClusterPlanningResult {
    let result = plan()
    guard case .plan(var plan) = result else { return result }
    let total = Double(questions.count + 1)
    let answers = questions.enumerated().map { index, question in
      progress(Double(index + 1) / total)
      switch ClusterPlanner(question.request, optimizer: optimizer).plan() {
      case .plan(let after):
        return ClusterWhatIf(change: question.change, before: plan.composition, after: after.composition)
      case .refused(let refusal): return ClusterWhatIf(change: question.change, refusal: refusal)
      }
    }
    plan.whatIf = answers.isEmpty ? nil : answers
    return .plan(plan)
  }

  private func plan() -> ClusterPlanningResult {
    guard let best = CompositionPlanner(request, optimizer: optimizer).best() else {
      return .refused(ClusterRefusal(request, optimizer: optimizer).refusal())
    }
    return .plan(ClusterPlanAssembly(request, best, solver: optimizer.name).plan)
  }
}
