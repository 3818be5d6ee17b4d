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
  private let isStopped: @Sendable () -> Bool

  /// - Parameters:
  ///   - request: Cluster, workers to choose from, demands and objective.
  ///   - optimizer: Solves the composition program.
  ///   - isStopped: Whether to end with the best so far; asked now and then, from any thread.
  public init(
    _ request: ClusterRequest, optimizer: any Optimizer, isStopped: @escaping @Sendable () -> Bool = { false }
  ) {
    self.request = request
    self.optimizer = StoppableOptimizer(optimizer, isStopped: isStopped)
    self.isStopped = isStopped
  }

  /// Solves, places and writes down.
  /// - Parameters:
  ///   - questions: Answered beside the plan, each by solving again.
  ///   - progress: Called with the share of the work that is done.
  /// - Throws: `PlanningInterrupted` where it was stopped before there was an answer.
  public func plan(
    answering questions: [ClusterQuestion] = [], progress: @escaping @Sendable (Double) -> Void = { _ in }
  ) throws(PlanningInterrupted) -> ClusterPlanningResult {
    let result = try plan()
    guard case .plan(var plan) = result, plan.composition.isInterrupted == nil else { return result }
    let total = Double(questions.count + 1)
    let answers = questions.enumerated().map { index, question -> ClusterWhatIf? in
      progress(Double(index + 1) / total)
      // A stop is looked at once more behind the last question.
      switch try? ClusterPlanner(question.request, optimizer: optimizer).plan() {
      case .plan(let after)?:
        return ClusterWhatIf(change: question.change, before: plan.composition, after: after.composition)
      case .refused(let refusal)?: return ClusterWhatIf(change: question.change, refusal: refusal)
      case nil: return nil
      }
    }
    if isStopped() { return .plan(plan.interrupted) }
    plan.whatIf = answers.isEmpty ? nil : answers.compactMap(\.self)
    return .plan(plan)
  }

  /// What is left after failures is bounded by several programs, so that a stop leaves no bound there.
  private func plan() throws(PlanningInterrupted) -> ClusterPlanningResult {
    let best = CompositionPlanner(request, optimizer: optimizer).best()
    if isStopped(), best == nil || request.inputs.spare != nil { throw PlanningInterrupted() }
    guard let best else { return .refused(ClusterRefusal(request, optimizer: optimizer).refusal()) }
    let plan = ClusterPlanAssembly(request, best, solver: optimizer.name).plan
    return .plan(isStopped() ? plan.interrupted : plan)
  }
}

extension ClusterPlan {
  /// The same, marked as the best so far.
  fileprivate var interrupted: ClusterPlan {
    var plan = self
    plan.composition.isInterrupted = true
    return plan
  }
}
