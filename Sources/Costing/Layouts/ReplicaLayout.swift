/// One replica of the model: its pipeline stages and the batch that it works on.
public struct ReplicaLayout: Sendable, Hashable {
  /// In the order that tokens pass them; together they hold every layer once.
  public let stages: [StageAssignment]
  /// The network level of the hop into each stage after the first, then of the return from the last to the first.
  /// Empty for a single stage. 0 is scale-up.
  public let hopLevels: [Int]
  /// b: sequences of a micro-batch.
  public let microBatch: Int
  /// m: micro-batches in flight.
  public let microBatches: Int

  /// - Parameters:
  ///   - stages: In the order that tokens pass them.
  ///   - hopLevels: The network level of each hop and of the return; empty for a single stage.
  ///   - microBatch: b.
  ///   - microBatches: m.
  public init(stages: [StageAssignment], hopLevels: [Int], microBatch: Int, microBatches: Int) {
    self.stages = stages
    self.hopLevels = hopLevels
    self.microBatch = microBatch
    self.microBatches = microBatches
  }

  /// P.
  public var pipelineParallel: Int { stages.count }
  /// GPUs of the replica.
  public var gpus: Int { stages.reduce(0) { $0 + $1.layout.gpus } }
  /// B = m · b: sequences in flight.
  public var sequences: Int { microBatch * microBatches }
}
