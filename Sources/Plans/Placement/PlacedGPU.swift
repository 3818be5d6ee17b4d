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
