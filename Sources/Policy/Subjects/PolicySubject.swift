import Inputs
import Optimization

/// What a deployment of a policy is: something to be planned, a layout that stands in the policy, or a saved plan.
protocol PolicySubject {
  /// What is judged, in words: "the best layout of one replica".
  var name: String { get }
  /// The deployment, with what a saved plan says where the policy says nothing.
  var source: DeploymentSource { get }
  /// What must be kept.
  var limits: LimitList { get }
  /// The key of the demand, where one must be served.
  var demandKey: String? { get }
  /// What it comes to with those of its limits that a search is given.
  /// - Parameter explaining: Whether a refusal says why and how much; finding that out takes longer than the refusal.
  /// - Throws: `Diagnostic` where an input is missing or wrong.
  func evaluate(_ optimizer: any Optimizer, explaining: Bool) throws -> Evaluation
}
