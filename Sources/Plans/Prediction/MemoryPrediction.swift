/// What fills the HBM of a stage's fullest GPU.
public struct MemoryPrediction: Codable, Sendable, Equatable {
  /// Weights but those of routed experts.
  public var weights: Double
  /// Routed experts.
  public var experts: Double
  /// Copies of routed experts beyond one of each; absent where there are none.
  public var redundantExperts: Double?
  /// KV caches, windows and states.
  public var cache: Double
  /// Activations.
  public var activations: Double
  /// Runtime reserve.
  public var reserve: Double
  /// HBM × usable share.
  public var usable: Double
  /// Usable less all parts.
  public var free: Double

  enum CodingKeys: String, CodingKey {
    case weights = "weights_B"
    case experts = "experts_B"
    case redundantExperts = "redundantExperts_B"
    case cache = "cache_B"
    case activations = "activations_B"
    case reserve = "reserve_B"
    case usable = "usable_B"
    case free = "free_B"
  }

  /// - Parameters: As the properties of the same names; what is left is worked out.
  public init(
    weights: Double, experts: Double, redundantExperts: Double? = nil, cache: Double, activations: Double,
    reserve: Double, usable: Double
  ) {
    self.weights = weights
    self.experts = experts
    self.redundantExperts = redundantExperts
    self.cache = cache
    self.activations = activations
    self.reserve = reserve
    self.usable = usable
    free = usable - weights - experts - (redundantExperts ?? 0) - cache - activations - reserve
  }
}
