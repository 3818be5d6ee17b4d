/// What came of checking a policy: a versioned document, the same for the same inputs.
public struct CheckReport: Codable, Sendable, Equatable {
  /// "check/1".
  public var layline: String
  /// The policy; its digest is over the file.
  public var policy: PlanInputs.Reference
  /// What became of all of it: a fault, else a failure, else what is not proved.
  public var outcome: CheckOutcome
  /// In the order of the policy.
  public var deployments: [CheckedDeployment]
  /// What is wrong with the policy itself; absent where nothing is, and then there are deployments.
  public var fault: CheckedFault?

  /// The version of the document.
  public static let formatVersion = "check/1"

  /// A policy that was read.
  public init(policy: PlanInputs.Reference, deployments: [CheckedDeployment]) {
    layline = Self.formatVersion
    self.policy = policy
    self.deployments = deployments
    outcome = CheckOutcome.worst(of: deployments.map(\.outcome))
  }

  /// A policy that could not be read.
  public init(policy: PlanInputs.Reference, fault: CheckedFault) {
    layline = Self.formatVersion
    self.policy = policy
    self.fault = fault
    deployments = []
    outcome = .fault
  }
}

extension CheckOutcome {
  /// Of several taken together: a fault, else a failure, else what is not proved.
  static func worst(of outcomes: [CheckOutcome]) -> CheckOutcome {
    [.fault, .fail, .unproved].first(where: outcomes.contains) ?? .pass
  }
}
