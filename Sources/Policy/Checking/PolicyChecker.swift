import Inputs
import Optimization
import Plans

/// Checks every deployment of a policy: solves it, judges its limits, and solves again for what would be enough.
public struct PolicyChecker {
  private let policy: PolicyDocument
  private let optimizer: any Optimizer
  private let progress: (Double) -> Void

  /// - Parameters:
  ///   - policy: As it was read.
  ///   - optimizer: Solves the programs.
  ///   - progress: Called with the share of the deployments that is done.
  public init(_ policy: PolicyDocument, optimizer: any Optimizer, progress: @escaping (Double) -> Void = { _ in }) {
    self.policy = policy
    self.optimizer = optimizer
    self.progress = progress
  }

  /// A wrong input of one deployment is reported with it, and does not keep the others from being checked.
  /// - Throws: What is no fault of an input.
  public func report() throws -> CheckReport {
    let count = Double(policy.deployments.count)
    let deployments = try policy.deployments.enumerated().map { index, source in
      progress(Double(index) / count)
      return try DeploymentChecker(source, optimizer: optimizer).deployment()
    }
    return CheckReport(policy: policy.reference, deployments: deployments)
  }
}
