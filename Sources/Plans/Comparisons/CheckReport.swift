import Formats
import FoundationEssentials

/// The result of checking a policy: a versioned document, the same for the same inputs.
public struct CheckReport: Codable, Sendable, Equatable {
  /// "check/1".
  public var layline: String
  /// The policy; its digest is over the file.
  public var policy: PlanInputs.Reference
  /// The outcome of the whole policy: a fault, else a failure, else a limit that is not proved.
  public var outcome: CheckOutcome
  /// The entries, in the order of the policy.
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
  /// The outcome of several together: a fault, else a failure, else a limit that is not proved.
  static func worst(of outcomes: [CheckOutcome]) -> CheckOutcome {
    [.fault, .fail, .unproved].first(where: outcomes.contains) ?? .pass
  }
}

extension CheckReport {
  /// Reads a report that was written before.
  /// - Throws: `Diagnostic` that names the file and key at fault.
  public init(contentsOf path: String) throws {
    try self.init(parsing: InputDocument.bytes(ofFile: path), file: path)
  }

  /// Reads a document like `init(contentsOf:)` from bytes already read; `file` names them.
  public init(parsing data: Data, file: String) throws {
    self = try DocumentReader.read(CheckReport.self, version: Self.formatVersion, data, file: file)
  }
}

/// A deployment of a policy, and what became of it.
public struct CheckedDeployment: Codable, Sendable, Equatable {
  /// The name in the policy.
  public var name: String
  /// Its place in the policy.
  public var place: SourcePlace
  /// What was judged: "the best layout of one replica", "the best workers for the whole cluster", "the layout of the policy",
  /// "the plan chat.json".
  public var subject: String
  /// The model as the policy names it; absent where a saved plan or a workload file does.
  public var model: String?
  /// The cluster as the policy names it; absent where a saved plan does.
  public var cluster: String?
  /// The outcome of all its limits together.
  public var outcome: CheckOutcome
  /// The layout in words; absent where there is none.
  public var layout: String?
  /// All figures, in the order of the quantities; none where nothing fits.
  public var figures: [CheckedFigure]
  /// The entries, in the order of the policy.
  public var rules: [CheckedRule]
  /// Limits that cannot all be kept on the cluster, though without any one of them there is a plan, in words; absent where
  /// that is not so, or not proved.
  public var conflict: [String]?
  /// The fault of an input; absent where there is none.
  public var fault: CheckedFault?

  public init(
    name: String, place: SourcePlace, subject: String, model: String?, cluster: String?, outcome: CheckOutcome,
    layout: String? = nil, figures: [CheckedFigure] = [], rules: [CheckedRule] = [], conflict: [String]? = nil,
    fault: CheckedFault? = nil
  ) {
    self.name = name
    self.place = place
    self.subject = subject
    self.model = model
    self.cluster = cluster
    self.outcome = outcome
    self.layout = layout
    self.figures = figures
    self.rules = rules
    self.conflict = conflict
    self.fault = fault
  }
}
