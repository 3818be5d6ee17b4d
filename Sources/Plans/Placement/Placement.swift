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
