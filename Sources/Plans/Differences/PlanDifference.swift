/// What is different between two plans of one kind: inputs, layout, what every GPU holds, and every predicted figure.
///
/// A versioned document: the same plans give the same bytes. Keys of dimensioned values carry their unit. What plans answer
/// beside their question (changes that would help, what if, marginal values) is not compared, nor how long a search was.
public struct PlanDifference: Codable, Sendable, Equatable {
  /// "plan-difference/1".
  public var layline: String
  /// The version of both plans: "plan/1" or "cluster-plan/1".
  public var compares: String
  /// The plan that is taken as running; the digest is over the file.
  public var before: PlanInputs.Reference
  /// The plan to come.
  public var after: PlanInputs.Reference
  /// Whether anything that is compared is different.
  public var differs: Bool
  /// What the plans were made from; only what is different, by its content and not by its name.
  public var inputs: [InputChange]
  /// How replicas divide the work; absent where that is equal, and for plans of a cluster.
  public var layout: LayoutChange?
  /// Workers by kind; absent for plans of a replica.
  public var workers: [WorkerKindChange]?
  /// What becomes of the GPUs; absent where every GPU does what it did.
  public var gpus: GPUChanges?
  /// Weights that GPUs must have and do not; absent where they cannot be told.
  public var weights: WeightMovement?
  /// Why weights cannot be told; absent where they are.
  public var weightsUnknown: String?
  /// Predicted figures and what the certificate says; only what is different.
  public var figures: [FigureChange]

  /// The version of the document that this product writes.
  public static let formatVersion = "plan-difference/1"

  /// - Parameters: As the properties of the same names; whether anything differs is worked out.
  public init(
    compares: String, before: PlanInputs.Reference, after: PlanInputs.Reference, inputs: [InputChange],
    layout: LayoutChange? = nil, workers: [WorkerKindChange]? = nil, gpus: GPUChanges?, weights: WeightMovement?,
    weightsUnknown: String?, figures: [FigureChange]
  ) {
    layline = Self.formatVersion
    self.compares = compares
    self.before = before
    self.after = after
    self.inputs = inputs
    self.layout = layout
    self.workers = workers
    self.gpus = gpus
    self.weights = weights
    self.weightsUnknown = weightsUnknown
    self.figures = figures
    differs =
      !inputs.isEmpty || layout != nil || !(workers ?? []).isEmpty || gpus != nil || !figures.isEmpty
  }
}
