/// What all the GPUs of a cluster do: which workers of which models, how many of each, and where each is.
///
/// A versioned document: the same inputs give the same bytes. Keys of dimensioned values carry their unit.
public struct ClusterPlan: Codable, Sendable, Equatable {
  /// "cluster-plan/1".
  public var layline: String
  /// What it was made from.
  public var inputs: ClusterPlanInputs
  /// The workers and what they serve.
  public var composition: PlannedComposition
  /// Where every worker is.
  public var placement: ClusterPlacement

  /// Answers to other questions; absent where there were none.
  public var whatIf: [ClusterWhatIf]?

  /// The version of the document that this product writes and reads.
  public static let formatVersion = "cluster-plan/1"

  /// - Parameters: As the properties of the same names.
  public init(inputs: ClusterPlanInputs, composition: PlannedComposition, placement: ClusterPlacement) {
    layline = Self.formatVersion
    self.inputs = inputs
    self.composition = composition
    self.placement = placement
  }
}
