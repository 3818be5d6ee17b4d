import Costing

/// Which degrees of parallelism a layout may have: "EP alone", "a pipeline of expert-parallel stages", "EP 64".
///
/// Attention data parallelism and replicas of the whole are free. Tensor parallelism is any slicing of matrices, of
/// attention (TP) or of experts (expert TP), so that each layout with equal stages is of one kind.
public struct LayoutConstraint: Sendable, Hashable {
  /// As a user writes it: "ep+pp", "tp4+ep32+pp2".
  public let name: String
  /// On TP; `.one` also rules out that experts are sliced.
  public let tensor: DegreeRule
  /// On EP.
  public let expert: DegreeRule
  /// On the number of stages.
  public let stages: DegreeRule

  /// - Parameters: As the properties of the same names.
  public init(name: String, tensor: DegreeRule, expert: DegreeRule, stages: DegreeRule) {
    self.name = name
    self.tensor = tensor
    self.expert = expert
    self.stages = stages
  }

  /// No constraint.
  public static let any = LayoutConstraint(name: "any", tensor: .any, expert: .any, stages: .any)

  /// For people: "EP + PP", "TP4 + EP32 + PP2".
  public var title: String {
    name == Self.any.name ? name : name.uppercased().split(separator: "+").joined(separator: " + ")
  }

  /// Whether a stage may be laid out so.
  public func allows(_ layout: StageLayout) -> Bool {
    expert.allows(layout.expertParallel) && allowsSlices(layout)
  }

  /// Whether a replica may be laid out so.
  public func allows(_ layout: ReplicaLayout) -> Bool {
    stages.allows(layout.pipelineParallel) && layout.stages.allSatisfy { allows($0.layout) }
  }

  private func allowsSlices(_ layout: StageLayout) -> Bool {
    switch tensor {
    case .any: true
    case .one: layout.tensorParallel == 1 && layout.expertTensorParallel == 1
    case .several: layout.tensorParallel > 1 || layout.expertTensorParallel > 1
    case .exactly(let degree): layout.tensorParallel == degree
    }
  }
}
