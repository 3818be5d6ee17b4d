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
  /// Whether one across domains lies in one group of the lowest tier that can hold so many, for which its rate was
  /// predicted. A rate that a table gave says nothing of tiers.
  var keepsToGroup: Bool { degrees != nil }

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

/// The workers that a cluster may choose from, and how they were rated.
public struct WorkerOffers: Sendable {
  /// Of all models.
  public let workers: [OfferedWorker]
  /// For each model what became of its layouts; none where a table has the rates.
  public let rates: [WorkerRates]
  /// What they were made of.
  let source: Source

  /// What workers are made of, so that they can be made for other figures.
  enum Source: Sendable {
    case given
    case table(WorkerTable)
    case ratings([WorkerRatingRequest])
  }

  /// Workers that need no rating.
  public init(_ workers: [OfferedWorker]) {
    self.workers = workers
    rates = []
    source = .given
  }

  /// Workers of a table, of those rows that meet the targets.
  /// - Parameters:
  ///   - table: Has the rates.
  ///   - models: What is served.
  ///   - derates: Of the rates of prefill and of decode workers, what is counted on.
  /// - Throws: `Diagnostic` where a model has no row, or a row lacks the time that a target is held against.
  public init(
    _ table: WorkerTable, models: [ServedModel], derates: (prefill: Double, decode: Double)
  ) throws {
    workers = try models.indices.flatMap { index in
      try table.rows(of: models[index], isOnly: models.count == 1).map {
        OfferedWorker($0, model: index, derate: Self.derate($0.role, derates))
      }
    }
    rates = []
    source = .table(table)
  }

  /// Workers whose rates are predicted.
  /// - Parameters:
  ///   - requests: One for each model.
  ///   - derates: Of the rates of prefill and of decode workers, what is counted on.
  ///   - progress: Called with the share that is done, from any thread.
  /// - Throws: `Diagnostic` where the calibration does not know the hardware of a pool or the runtime.
  public init(
    rating requests: [WorkerRatingRequest], derates: (prefill: Double, decode: Double),
    progress: @escaping @Sendable (Double) -> Void = { _ in }
  ) throws {
    let rates = try requests.enumerated().map { index, request in
      try WorkerRater(request).rates { progress((Double(index) + $0) / Double(requests.count)) }
    }
    workers = rates.enumerated().flatMap { index, rates in
      rates.workers.map {
        OfferedWorker(
          $0, model: index, derate: Self.derate($0.role, derates), handover: rates.handovers[$0.poolIndex])
      }
    }
    self.rates = rates
    source = .ratings(requests)
  }

  private static func derate(_ role: WorkerRole, _ derates: (prefill: Double, decode: Double)) -> Double {
    switch role {
    case .prefill: derates.prefill
    case .decode: derates.decode
    case .mixed: 1
    }
  }
}
