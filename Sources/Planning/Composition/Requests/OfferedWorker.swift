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
  /// Sequences in decode on each rank, or for prefill the share of its time that it works, at that rate.
  public var load: Double?
  /// For prefill: the time in seconds that caches are reckoned to take to decode.
  public var handover: Double?

  /// - Parameters: As the properties of the same names.
  public init(
    model: Int, poolIndex: Int, role: WorkerRole, footprint: WorkerFootprint, requestsPerSecond: Double,
    timeToFirstToken: Double?, timePerOutputToken: Double?, layout: String,
    degrees: ComposedWorkers.Degrees? = nil, load: Double? = nil, handover: Double? = nil
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
    self.load = load
    self.handover = handover
  }
}

extension OfferedWorker {
  /// A worker whose rate was predicted.
  /// - Parameters:
  ///   - worker: The worker.
  ///   - model: Index of its model in the request.
  ///   - derate: Of its rate, what is counted on.
  ///   - handover: For prefill: the time in seconds that caches are reckoned to take to decode.
  init(_ worker: RatedWorker, model: Int, derate: Double, handover: Double?) {
    self.init(
      model: model, poolIndex: worker.poolIndex, role: worker.role, footprint: worker.footprint,
      requestsPerSecond: worker.requestsPerSecond * derate,
      timeToFirstToken: worker.timeToFirstToken, timePerOutputToken: worker.timePerOutputToken,
      layout: worker.layout.name,
      degrees: ComposedWorkers.Degrees(
        tensorParallel: worker.group.tensorParallel, dataParallel: worker.group.dataParallel,
        expertParallel: worker.group.expertParallel, pipelineParallel: worker.group.pipelineParallel),
      load: worker.role == .prefill ? worker.prefillUtilisation : worker.sequencesPerRank,
      handover: worker.role == .prefill ? handover : nil)
  }
}

extension OfferedWorker {
  /// A worker whose rate a table has.
  /// - Parameters:
  ///   - row: Of the table.
  ///   - model: Index of its model in the request.
  ///   - derate: Of its rate, what is counted on.
  init(_ row: WorkerTable.Row, model: Int, derate: Double) {
    self.init(
      model: model, poolIndex: row.poolIndex, role: row.role, footprint: row.footprint,
      requestsPerSecond: row.requestsPerSecond * derate,
      timeToFirstToken: row.timeToFirstToken, timePerOutputToken: row.timePerOutputToken, layout: row.name)
  }
}
