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

/// One pipeline stage of a plan.
public struct PlanStage: Codable, Sendable, Equatable {
  /// First layer, from 0.
  public var firstLayer: Int
  /// Last layer, included.
  public var lastLayer: Int
  /// Scale-up domains that the stage lies in.
  public var domains: Int
  /// GPUs in each of them.
  public var gpusPerDomain: Int
  /// TP.
  public var tensorParallel: Int
  /// Attention DP.
  public var dataParallel: Int
  /// EP.
  public var expertParallel: Int
  /// Ranks that share one expert.
  public var expertTensorParallel: Int
  /// Network level of the hop into the stage; absent for the first.
  public var hop: String?

  /// - Parameters:
  ///   - assignment: Layers and division of work.
  ///   - hop: Network level of the hop into the stage.
  public init(_ assignment: StageAssignment, hop: String?) {
    firstLayer = assignment.layers.lowerBound
    lastLayer = assignment.layers.upperBound - 1
    domains = assignment.layout.domains
    gpusPerDomain = assignment.layout.gpusPerDomain
    tensorParallel = assignment.layout.tensorParallel
    dataParallel = assignment.layout.dataParallel
    expertParallel = assignment.layout.expertParallel
    expertTensorParallel = assignment.layout.expertTensorParallel
    self.hop = hop
  }

  /// GPUs of the stage.
  public var gpus: Int { domains * gpusPerDomain }

  /// Layers and division of work again; `nil` where the numbers contradict each other.
  public var assignment: StageAssignment? {
    guard firstLayer >= 0, firstLayer <= lastLayer, domains > 0, gpusPerDomain > 0, tensorParallel > 0,
      expertTensorParallel > 0, gpus == tensorParallel * dataParallel, gpus == expertParallel * expertTensorParallel
    else { return nil }
    return StageAssignment(
      layers: firstLayer..<lastLayer + 1,
      layout: StageLayout(
        domains: domains, gpusPerDomain: gpusPerDomain, tensorParallel: tensorParallel,
        expertTensorParallel: expertTensorParallel))
  }
}
