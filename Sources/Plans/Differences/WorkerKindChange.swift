/// Workers of one kind before and after. Workers are of one kind where model, pool, role, layout and GPUs are the same.
public struct WorkerKindChange: Codable, Sendable, Equatable {
  /// A worker that goes from some GPUs to others.
  public struct Move: Codable, Sendable, Equatable {
    /// Runs of GPU numbers in the pool under plan A.
    public var from: [[Int]]
    /// Under plan B.
    public var to: [[Int]]

    /// - Parameters: As the properties of the same names.
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
