import Plans

/// The workers that a cluster may choose from, and how they were rated.
public struct WorkerOffers: Sendable {
  /// Of all models.
  public let workers: [OfferedWorker]
  /// For each model what became of its layouts; none where a table has the rates.
  public let rates: [WorkerRates]

  /// Workers that need no rating.
  public init(_ workers: [OfferedWorker]) {
    self.workers = workers
    rates = []
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
  }

  private static func derate(_ role: WorkerRole, _ derates: (prefill: Double, decode: Double)) -> Double {
    switch role {
    case .prefill: derates.prefill
    case .decode: derates.decode
    case .mixed: 1
    }
  }
}
