/// A layer that was placed with regard to the network. Times as in `NetworkLoad`.
public struct NetworkLayer: Codable, Sendable, Equatable {
  /// Its number in the model.
  public let layer: Int
  /// That were recorded.
  public let tokens: Int
  /// Seconds of compute in a step where all GPUs have equally much; `nil` where only the price of the NIC was given.
  public let evenSeconds: Double?
  /// With regard to the network.
  public let placed: NetworkLoad
  /// The same engine without regard to it.
  public let unregarding: NetworkLoad
  /// The runtimes' greedy.
  public let greedy: NetworkLoad
  /// Units of experts for which `bound` holds; `nil` where their assignments were too many to list.
  public let units: Int?
  /// No placement that keeps these units whole in a domain, as many in each, takes less. Others may.
  public let bound: Double?

  /// - Parameters: As the properties of the same names.
  public init(
    layer: Int, tokens: Int, evenSeconds: Double?, placed: NetworkLoad, unregarding: NetworkLoad, greedy: NetworkLoad,
    units: Int?, bound: Double?
  ) {
    self.layer = layer
    self.tokens = tokens
    self.evenSeconds = evenSeconds
    self.placed = placed
    self.unregarding = unregarding
    self.greedy = greedy
    self.units = units
    self.bound = bound
  }
}
