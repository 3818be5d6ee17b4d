import Costing
import Formats
import Quantities

/// The division of the work within a replica, and the number of replicas that the GPUs hold.
public struct PlanLayout: Codable, Sendable, Equatable {
  /// The pool that all replicas lie in.
  public var pool: String
  /// The stages, in the order in which tokens pass them.
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

extension PlanLayout {
  /// The layout in a line: "PP2 × TP1 DP8 EP8; 4 replicas of 16 GPUs, 472 sequences each (2 × 236)".
  public var sentence: String {
    let placed =
      "\(replicas) replica\(replicas == 1 ? "" : "s") of \(gpusPerReplica) GPU\(gpusPerReplica == 1 ? "" : "s")"
    let batch =
      "\(Numerals.grouped(sequencesPerReplica)) sequence\(sequencesPerReplica == 1 ? "" : "s") each"
      + (microBatches > 1 ? " (\(microBatches) × \(Numerals.grouped(microBatch)))" : "")
    return "\(degrees); \(placed), \(batch)"
  }

  private var degrees: String {
    let divisions = Set(stages.map { StageDegrees($0).description })
    guard divisions.count == 1, let only = divisions.first else { return "PP\(stages.count), stages differ" }
    return (stages.count > 1 ? "PP\(stages.count) × " : "") + only
  }
}
