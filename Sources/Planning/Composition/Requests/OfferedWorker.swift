import Plans

/// A kind of worker that a cluster may have any number of, with the rate that it is counted with.
public struct OfferedWorker: Sendable, Hashable {
  /// Index of its model in the request.
  public var model: Int
  /// Index of its pool in the cluster.
  public var poolIndex: Int
  /// What it does.
  public var role: WorkerRole
  /// How its GPUs lie.
  public var footprint: WorkerFootprint
  /// Requests per second that one keeps up with, derated.
  public var requestsPerSecond: Double
  /// Its TTFT in seconds at that rate, where known.
  public var timeToFirstToken: Double?
  /// Its TPOT in seconds at that rate, where known.
  public var timePerOutputToken: Double?
  /// Its layout for people.
  public var layout: String
  /// The same in numbers, where known.
  public var degrees: ComposedWorkers.Degrees?

  /// - Parameters: As the properties of the same names.
  public init(
    model: Int, poolIndex: Int, role: WorkerRole, footprint: WorkerFootprint, requestsPerSecond: Double,
    timeToFirstToken: Double?, timePerOutputToken: Double?, layout: String,
    degrees: ComposedWorkers.Degrees? = nil
  ) {
    self.model = model
    self.poolIndex = poolIndex
    self.role = role
    self.footprint = footprint
    self.requestsPerSecond = requestsPerSecond
    self.timeToFirstToken = timeToFirstToken
    self.timePerOutputToken = timePerOutputToken
    self.layout = layout
    self.degrees = degrees
  }
}
