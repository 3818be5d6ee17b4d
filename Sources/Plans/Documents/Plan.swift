/// A finished plan: what was asked, the layout, where everything goes, how fast it will be, and how good that is.
///
/// A versioned document: the same inputs give the same bytes. Keys of dimensioned values carry their unit.
public struct Plan: Codable, Sendable, Equatable {
  /// "plan/1".
  public var layline: String
  /// What the plan was made from.
  public var inputs: PlanInputs
  /// How a replica divides the work, and how many there are.
  public var layout: PlanLayout
  /// Every GPU in use and every expert.
  public var placement: Placement
  /// How fast and how full.
  public var prediction: Prediction
  /// What the round waits for, longest first.
  public var bottlenecks: [Bottleneck]
  /// Changes to the inputs that would help most, each found by solving again.
  public var changes: [PlanChange]
  /// What redundant experts are worth: the best layouts with fewer and with more; absent where no expert load was given, or
  /// their number was prescribed.
  public var redundancy: [RedundancyValue]?
  /// The same question with some figures changed, as asked; absent where nothing was asked.
  public var whatIf: [WhatIf]?
  /// What one unit more or less of hardware is worth, solved again; absent where nothing was asked. Rates first.
  public var marginals: [SolvedMarginal]?
  /// How good the plan is.
  public var certificate: Certificate
  /// Where every predicted number comes from.
  public var derivations: PlanDerivations

  /// The version of the document that this product writes and reads.
  public static let formatVersion = "plan/1"

  /// - Parameters: As the properties of the same names.
  public init(
    inputs: PlanInputs, layout: PlanLayout, placement: Placement, prediction: Prediction, bottlenecks: [Bottleneck],
    changes: [PlanChange], redundancy: [RedundancyValue]? = nil, whatIf: [WhatIf]? = nil,
    marginals: [SolvedMarginal]? = nil, certificate: Certificate, derivations: PlanDerivations
  ) {
    layline = Self.formatVersion
    self.inputs = inputs
    self.layout = layout
    self.placement = placement
    self.prediction = prediction
    self.bottlenecks = bottlenecks
    self.changes = changes
    self.redundancy = redundancy
    self.whatIf = whatIf
    self.marginals = marginals
    self.certificate = certificate
    self.derivations = derivations
  }
}
