import Costing

/// Which degrees of parallelism a layout may have: "EP alone", "a pipeline of expert-parallel stages", "EP 64".
///
/// Attention data parallelism and replicas of the whole are free; where EP is 1, the GPUs of a stage slice every expert.
public struct LayoutConstraint: Sendable, Hashable {
  /// As a user writes it: "ep+pp", "tp4+ep32+pp2".
  public let name: String
  /// On TP, of attention.
  public let tensor: DegreeRule
  /// On EP.
  public let expert: DegreeRule
  /// On the number of stages.
  public let stages: DegreeRule
  /// Whether a stage is one GPU: nothing is divided.
  public let isUndivided: Bool

  /// - Parameters: As the properties of the same names.
  public init(
    name: String, tensor: DegreeRule, expert: DegreeRule, stages: DegreeRule, isUndivided: Bool = false
  ) {
    self.name = name
    self.tensor = tensor
    self.expert = expert
    self.stages = stages
    self.isUndivided = isUndivided
  }

  /// No constraint.
  public static let any = LayoutConstraint(name: "any", tensor: .any, expert: .any, stages: .any)

  /// For people: "EP + PP", "TP4 + EP32 + PP2".
  public var title: String {
    name == Self.any.name ? name : name.uppercased().split(separator: "+").joined(separator: " + ")
  }

  /// Whether a stage may be laid out so.
  public func allows(_ layout: StageLayout) -> Bool {
    expert.allows(layout.expertParallel) && tensor.allows(layout.tensorParallel) && (!isUndivided || layout.gpus == 1)
  }

  /// Whether a replica may be laid out so.
  public func allows(_ layout: ReplicaLayout) -> Bool {
    stages.allows(layout.pipelineParallel) && layout.stages.allSatisfy { allows($0.layout) }
  }
}
