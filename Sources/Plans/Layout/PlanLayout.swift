import Costing

/// How a replica divides the work, and how many replicas the GPUs hold.
public struct PlanLayout: Codable, Sendable, Equatable {
  /// The pool that all replicas lie in.
  public var pool: String
  /// In the order that tokens pass them.
  public var stages: [PlanStage]
  /// b: sequences of a micro-batch.
  public var microBatch: Int
  /// m: micro-batches in flight.
  public var microBatches: Int
  /// Network level of the return from the last stage to the first; absent for one stage.
  public var tokenReturn: String?
  /// GPUs of one replica.
  public var gpusPerReplica: Int
  /// Identical replicas that are placed.
  public var replicas: Int

  enum CodingKeys: String, CodingKey {
    case pool, stages
    case microBatch = "microBatch_sequences"
    case microBatches, tokenReturn, gpusPerReplica, replicas
  }

  /// - Parameters: As the properties of the same names.
  public init(
    pool: String, stages: [PlanStage], microBatch: Int, microBatches: Int, tokenReturn: String?,
    gpusPerReplica: Int, replicas: Int
  ) {
    self.pool = pool
    self.stages = stages
    self.microBatch = microBatch
    self.microBatches = microBatches
    self.tokenReturn = tokenReturn
    self.gpusPerReplica = gpusPerReplica
    self.replicas = replicas
  }

  /// B: sequences in flight in a replica.
  public var sequencesPerReplica: Int { microBatch * microBatches }
}
