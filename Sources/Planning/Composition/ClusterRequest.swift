import Clusters
import Costing
import Formats
import Models
import Plans
import Quantities

/// Everything that a plan of a whole cluster is made from, read and checked.
public struct ClusterRequest: Sendable {
  /// Where.
  public var cluster: Cluster
  /// The workers to choose from.
  public var workers: [OfferedWorker]
  /// What is wanted.
  public var objective: ClusterObjective
  /// What the plan says that it was made from.
  public var inputs: ClusterPlanInputs
  /// The plan that runs: workers of the same kinds stay where they are, as far as can be.
  public var current: ClusterPlan?
  /// For each model how its workers were rated; none where a table has the rates.
  public var rates: [WorkerRates]
  /// What its workers were made of.
  let source: WorkerOffers.Source

  /// - Parameters:
  ///   - cluster: Where.
  ///   - offers: The workers to choose from.
  ///   - objective: What is wanted.
  ///   - inputs: What the plan says that it was made from.
  /// - Throws: `Diagnostic` where the demands are not what the objective or the spare capacity needs.
  public init(
    cluster: Cluster, offers: WorkerOffers, objective: ClusterObjective, inputs: ClusterPlanInputs
  ) throws {
    self.cluster = cluster
    workers = offers.workers
    rates = offers.rates
    source = offers.source
    self.objective = objective
    self.inputs = inputs
    let undemanded = inputs.models.first { $0.requestsPerSecond == nil }
    guard let undemanded, objective != .served || inputs.models.count > 1 else { return }
    throw Diagnostic(
      id: .missingDemand, file: "--requests-per-second", found: "no demand for \(undemanded.name)",
      expected: objective == .served
        ? "one for each of several models: what is served of them is held against it"
        : "the demand, for --objective \(objective.rawValue)")
  }

  /// For each model what was read of it; none where a table has the rates.
  public var architectures: [ModelArchitecture] {
    if case .ratings(let ratings) = source { ratings.map(\.model) } else { [] }
  }

  /// What is served.
  public var models: [ServedModel] { inputs.models }
  /// For each model the demand; where as much as possible is wanted of one, its unit.
  var demands: [Double] { models.map { $0.requestsPerSecond ?? 1 } }

  /// Pools between which caches can be handed over have the same number.
  var islands: [Int] {
    cluster.pools.indices.map { cluster.interconnect == nil ? $0 : 0 }
  }

  /// Dollars per hour of a GPU of each pool; `nil` where one has no price.
  var prices: [Double]? {
    let prices = cluster.pools.compactMap { $0.price?.value }
    return prices.count == cluster.pools.count ? prices.map { $0 * 3600 } : nil
  }

  /// Whether one failure of those that must be survived takes every GPU that may be used.
  public var isOfOneUnit: Bool {
    guard let unit = inputs.spare?.unit else { return false }
    let units = FailureUnits(cluster: cluster, unit: unit)
    return cluster.pools.indices.allSatisfy { index in
      cluster.pools[index].availableGPUCount == 0
        || units.distinct(index).contains { units.pool(index, without: $0).availableGPUCount == 0 }
    } && cluster.pools.count { $0.availableGPUCount > 0 } == 1
  }

  /// GPUs that may be used.
  var availableGPUs: Int {
    min(inputs.gpuLimit ?? .max, cluster.pools.reduce(0) { $0 + $1.availableGPUCount })
  }
}

extension ClusterRequest {
  /// The same for other targets, lengths or limits, its workers rated again; workers that were given stay.
  /// - Throws: `Diagnostic` for inputs that nothing can be made for.
  func with(_ inputs: ClusterPlanInputs, cluster: Cluster? = nil) throws -> ClusterRequest {
    let cluster = cluster ?? self.cluster
    let derates = (prefill: inputs.prefillDerate, decode: inputs.decodeDerate)
    let offers: WorkerOffers
    switch source {
    case .given: offers = WorkerOffers(workers)
    case .table(let table): offers = try WorkerOffers(table, models: inputs.models, derates: derates)
    case .ratings(let ratings):
      let changed = zip(ratings, inputs.models).map { rating, model in
        var rating = rating
        rating.cluster = cluster
        rating.targets = ServiceTargets(
          timeToFirstToken: model.timeToFirstToken.map { Seconds($0) },
          timePerOutputToken: model.timePerOutputToken.map { Seconds($0) })
        rating.traffic.inputTokens = model.inputTokens ?? rating.traffic.inputTokens
        rating.gpuLimit = inputs.gpuLimit
        return rating
      }
      offers = try WorkerOffers(rating: changed, derates: derates)
    }
    return try ClusterRequest(cluster: cluster, offers: offers, objective: inputs.objective, inputs: inputs)
  }

  /// What a plan of a cluster was made for, its workers rated again.
  /// - Parameters:
  ///   - inputs: Of the plan.
  ///   - cluster: Read again.
  ///   - table: Read again, where it has the rates.
  ///   - calibration: Read again, where rates follow from it.
  ///   - models: For each model what was read again; `nil` where a table has the rates.
  ///   - progress: Called with the share of the rating that is done, from any thread.
  /// - Throws: `Diagnostic` for inputs that nothing can be made for.
  public init(
    _ inputs: ClusterPlanInputs, cluster: Cluster, table: WorkerTable?, calibration: Calibration?,
    models: [ModelArchitecture?], progress: @escaping @Sendable (Double) -> Void = { _ in }
  ) throws {
    let derates = (prefill: inputs.prefillDerate, decode: inputs.decodeDerate)
    let offers: WorkerOffers
    if let table {
      offers = try WorkerOffers(table, models: inputs.models, derates: derates)
    } else {
      let requests = zip(inputs.models, models).compactMap { served, model in
        model.flatMap { model in
          calibration.map {
            WorkerRatingRequest(served, model: model, inputs: inputs, cluster: cluster, calibration: $0)
          }
        }
      }
      guard requests.count == inputs.models.count else {
        throw Diagnostic(
          id: .missingKey, file: "plan", key: "inputs",
          found: "neither a table of workers nor models and a calibration",
          expected: "what rates follow from")
      }
      offers = try WorkerOffers(rating: requests, derates: derates, progress: progress)
    }
    try self.init(cluster: cluster, offers: offers, objective: inputs.objective, inputs: inputs)
  }
}

extension WorkerRatingRequest {
  fileprivate init(
    _ served: ServedModel, model: ModelArchitecture, inputs: ClusterPlanInputs, cluster: Cluster,
    calibration: Calibration
  ) {
    self.init(
      model: model, cluster: cluster,
      traffic: Traffic(
        inputTokens: served.inputTokens ?? 1, outputTokens: served.outputTokens ?? 2,
        prefixCacheHitRate: served.prefixCacheHitRate ?? 0,
        load: .requestsPerSecond(served.requestsPerSecond ?? 1)),
      targets: ServiceTargets(
        timeToFirstToken: served.timeToFirstToken.map { Seconds($0) },
        timePerOutputToken: served.timePerOutputToken.map { Seconds($0) }),
      cacheFormat: served.cacheFormat,
      speculation: served.draftTokens.map { Speculation(draftTokens: $0, acceptance: served.acceptance ?? 0) },
      overlapsTwoBatches: inputs.serving.overlapsTwoBatches, scheduler: inputs.serving.scheduler,
      runtime: inputs.serving.runtime, calibration: calibration, gpuLimit: inputs.gpuLimit)
    engine = inputs.serving.engine
  }
}
