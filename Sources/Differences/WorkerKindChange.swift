import Plans

/// Workers of one kind before and after. Workers are of one kind where model, pool, role, layout and GPUs are the same.
public struct WorkerKindChange: Codable, Sendable, Equatable {
  /// A worker that goes from some GPUs to others.
  public struct Move: Codable, Sendable, Equatable {
    /// Runs of GPU numbers in the pool under plan A.
    public var from: [[Int]]
    /// Under plan B.
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
  /// What they do.
  public var role: WorkerRole
  /// "TP1 DP8 EP8", or as a table of workers names it.
  public var layout: String
  /// GPUs of one worker.
  public var gpus: Int
  /// How many plan A has.
  public var before: Int
  /// How many plan B has.
  public var after: Int
  /// Workers that stay on their GPUs.
  public var kept: Int
  /// Workers that go to other GPUs.
  public var moved: [Move]
  /// GPUs of workers that start, as runs of numbers in the pool.
  public var started: [[[Int]]]
  /// GPUs of workers that stop.
  public var stopped: [[[Int]]]

  /// - Parameters: As the properties of the same names; the counts are worked out.
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
