/// A kind of worker that a cluster can have any number of.
public struct WorkerType: Sendable, Hashable {
  /// Index of the model that it serves.
  public let model: Int
  /// Index of the pool that its GPUs lie in.
  public let pool: Int
  /// Whether it does prefill.
  public let prefills: Bool
  /// Whether it does decode; a worker that does both counts on both sides.
  public let decodes: Bool
  /// How its GPUs lie.
  public let footprint: Footprint
  /// Requests per second that one such worker keeps up with within its targets; above 0.
  public let requestsPerSecond: Double
  /// What one such worker costs, in the unit of the objective; above 0.
  public let cost: Double

  /// - Parameters: As the properties of the same names.
  public init(
    model: Int, pool: Int = 0, prefills: Bool, decodes: Bool, footprint: Footprint, requestsPerSecond: Double,
    cost: Double
  ) {
    self.model = model
    self.pool = pool
    self.prefills = prefills
    self.decodes = decodes
    self.footprint = footprint
    self.requestsPerSecond = requestsPerSecond
    self.cost = cost
  }

  /// Whether another one makes this one superfluous: as many of the other as fit in the same GPUs do as much for no more.
  /// - Parameter isEarlier: Breaks the tie between two that are alike.
  func isDominated(by other: WorkerType, isEarlier: Bool) -> Bool {
    guard other.model == model, other.pool == pool, other.prefills == prefills, other.decodes == decodes,
      other.footprint.domains == 1
    else { return false }
    let count = footprint.domains * (footprint.gpusPerDomain / other.footprint.gpusPerDomain)
    let (rate, price) = (Double(count) * other.requestsPerSecond, Double(count) * other.cost)
    guard count > 0, rate >= requestsPerSecond, price <= cost * (1 + 1e-12) else { return false }
    return count > 1 || footprint != other.footprint || rate > requestsPerSecond || price < cost || isEarlier
  }
}
