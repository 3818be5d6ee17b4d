/// A rank of an expert-parallel group: one GPU, or several that share experts by tensor parallelism.
public struct ExpertRank: Sendable, Hashable {
  /// Copies of experts that it can hold.
  public var slots: Int
  /// Tokens that it works through in a time, against its nominal peers: 0.5 for a straggler that takes twice as long.
  public var speed: Double
  /// The scale-up domain that it lies in.
  public var domain: Int
  /// What fails together with it: a node or a rack.
  public var failureDomain: Int

  /// - Parameters: As the properties of the same names.
  public init(slots: Int, speed: Double = 1, domain: Int = 0, failureDomain: Int = 0) {
    self.slots = slots
    self.speed = speed
    self.domain = domain
    self.failureDomain = failureDomain
  }
}
