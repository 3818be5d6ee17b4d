import Plans

/// Workers of one kind before and after. Workers are of one kind where model, pool, role, layout and GPUs are the same.
public struct WorkerKindChange: Codable, Sendable, Equatable {
  /// A worker that goes from some GPUs to others.
  public struct Move: Codable, Sendable, Equatable {
    /// Runs of GPU numbers in the pool under plan A.
    public var from: [[Int]]
    /// The GPUs under plan B.
    public var to: [[Int]]

    public init(from: [[Int]], to: [[Int]]) {
      self.from = from
      self.to = to
    }
  }

  /// The model that they serve, by its name among the inputs.
  public var model: String
  /// The pool that they lie in.
  public var pool: String
  public var role: WorkerRole
  /// "TP1 DP8 EP8", or as a table of workers names it.
  public var layout: String
  /// GPUs of one worker.
  public var gpus: Int
  /// The number in plan A.
  public var before: Int
  /// The number in plan B.
  public var after: Int
  /// Workers that stay on their GPUs.
  public var kept: Int
  /// Workers that go to other GPUs.
  public var moved: [Move]
  /// GPUs of workers that start, as runs of numbers in the pool.
  public var started: [[[Int]]]
  /// GPUs of workers that stop.
  public var stopped: [[[Int]]]

  /// - Parameters: The properties of the same names; the counts are computed.
  public init(
    model: String, pool: String, role: WorkerRole, layout: String, gpus: Int, kept: Int, moved: [Move],
    started: [[[Int]]], stopped: [[[Int]]]
  ) {
    self.model = model
    self.pool = pool
    self.role = role
    self.layout = layout
    self.gpus = gpus
    self.kept = kept
    self.moved = moved
    self.started = started
    self.stopped = stopped
    before = kept + moved.count + stopped.count
    after = kept + moved.count + started.count
  }
}

/// The difference between two plans of one kind: inputs, layout, the weights of every GPU, and every predicted figure.
///
/// A versioned document: the same plans give the same bytes. Keys of dimensioned values carry their unit. Answers to
/// further questions (changes that would help, what if, marginal values) are not compared, nor is the length of a
/// search.
public struct PlanDifference: Codable, Sendable, Equatable {
  /// "plan-difference/2".
  public var layline: String
  /// The version of both plans: "plan/2" or "cluster-plan/1".
  public var compares: String
  /// The plan that is taken as running; the digest is over the file.
  public var before: PlanInputs.Reference
  /// The plan to come.
  public var after: PlanInputs.Reference
  /// Whether anything that is compared is different.
  public var differs: Bool
  /// The inputs that differ, by content and not by name.
  public var inputs: [InputChange]
  /// The layouts of replicas that differ, kind by kind; absent where all are equal, and for cluster plans.
  public var layouts: [LayoutChange]?
  /// Workers by kind; absent for plans of a replica.
  public var workers: [WorkerKindChange]?
  /// The changes of the GPUs; absent where every GPU keeps its role.
  public var gpus: GPUChanges?
  /// Weights that GPUs must have and do not; absent where they cannot be told.
  public var weights: WeightMovement?
  /// The reason why the movement of weights is unknown; absent where it is known.
  public var weightsUnknown: String?
  /// The predicted figures and those of the certificate that differ.
  public var figures: [FigureChange]

  /// The version of the document that this product writes.
  public static let formatVersion = "plan-difference/2"

  /// - Parameters: The properties of the same names; whether anything differs is computed.
  public init(
    compares: String, before: PlanInputs.Reference, after: PlanInputs.Reference, inputs: [InputChange],
    layouts: [LayoutChange]? = nil, workers: [WorkerKindChange]? = nil, gpus: GPUChanges?, weights: WeightMovement?,
    weightsUnknown: String?, figures: [FigureChange]
  ) {
    layline = Self.formatVersion
    self.compares = compares
    self.before = before
    self.after = after
    self.inputs = inputs
    self.layouts = layouts
    self.workers = workers
    self.gpus = gpus
    self.weights = weights
    self.weightsUnknown = weightsUnknown
    self.figures = figures
    differs =
      !inputs.isEmpty || layouts != nil || !(workers ?? []).isEmpty || gpus != nil || !figures.isEmpty
  }
}
