/// Where everything goes.
public struct Placement: Codable, Sendable, Equatable {
  /// Every GPU in use, in the order of replicas, stages and ranks.
  public var gpus: [PlacedGPU]
  /// For every layer with experts which of them each expert rank holds; the same in every replica.
  public var experts: [PlacedExperts]
  /// GPUs of the pool that nothing was placed on and that are available.
  public var idleGPUs: Int

  /// - Parameters: As the properties of the same names.
  public init(gpus: [PlacedGPU], experts: [PlacedExperts], idleGPUs: Int) {
    self.gpus = gpus
    self.experts = experts
    self.idleGPUs = idleGPUs
  }
}

/// One GPU and its part of a replica.
public struct PlacedGPU: Codable, Sendable, Equatable {
  /// Number in the pool.
  public var gpu: Int
  /// Rack in the pool.
  public var rack: Int
  /// Scale-up domain in the pool.
  public var domain: Int
  /// Node in its rack.
  public var node: Int
  /// GPU in its node.
  public var index: Int
  /// Name of the node, where known.
  public var host: String?
  /// The replica that it works for.
  public var replica: Int
  /// The stage; its layers stand under `layout.stages`.
  public var stage: Int
  /// Rank in its tensor-parallel group.
  public var tensorRank: Int
  /// Which of the stage's data-parallel groups it belongs to.
  public var dataRank: Int
  /// Which experts it holds; see `experts`.
  public var expertRank: Int
  /// Rank among those that share its experts.
  public var expertTensorRank: Int

  /// - Parameters: As the properties of the same names.
  public init(
    gpu: Int, rack: Int, domain: Int, node: Int, index: Int, host: String?, replica: Int, stage: Int,
    tensorRank: Int, dataRank: Int, expertRank: Int, expertTensorRank: Int
  ) {
    self.gpu = gpu
    self.rack = rack
    self.domain = domain
    self.node = node
    self.index = index
    self.host = host
    self.replica = replica
    self.stage = stage
    self.tensorRank = tensorRank
    self.dataRank = dataRank
    self.expertRank = expertRank
    self.expertTensorRank = expertTensorRank
  }
}

/// The experts of one layer on the expert ranks of its stage.
public struct PlacedExperts: Codable, Sendable, Equatable {
  /// The layer.
  public var layer: Int
  /// The stage that holds it.
  public var stage: Int
  /// For each expert rank the experts that it holds, ascending.
  public var ranks: [[Int]]
  /// Load of the hottest rank over the mean, where an expert load was given.
  public var imbalance: Double?

  /// - Parameters: As the properties of the same names.
  public init(layer: Int, stage: Int, ranks: [[Int]], imbalance: Double?) {
    self.layer = layer
    self.stage = stage
    self.ranks = ranks
    self.imbalance = imbalance
  }
}
