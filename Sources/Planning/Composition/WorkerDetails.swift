import Costing
import Plans

/// Says of the workers of a plan what bounds each, what fills its HBM and how sure its times are, and what it does where the
/// cluster serves the demands and no more: at the load at which a worker serves its part.
struct WorkerDetails {
  private let request: ClusterRequest

  init(_ request: ClusterRequest) { self.request = request }

  /// The same workers with these figures, which follow from no table of rates.
  func detailed(_ workers: [ComposedWorkers]) -> [ComposedWorkers] {
    let spread = DemandSpread(workers, models: request.models, cluster: request.cluster)
    var pricings: [[Int]: WorkerPricing] = [:]
    return workers.indices.map { index in
      var kind = workers[index]
      let rate = spread.requestsPerSecond(index)
      kind.atDemand = rate.map { WorkersAtDemand(requestsPerSecond: $0) }
      guard let priced = priced(kind, &pricings), let load = kind.load else { return kind }
      kind.prediction = WorkerPrediction(
        priced.worker, load: load, model: request.models[priced.model], pool: request.cluster.pools[priced.pool])
      kind.atDemand = rate.map { Self.state(priced.worker, $0, load) }
      return kind
    }
  }

  /// `nil` where a table has the rates of workers.
  private func priced(
    _ kind: ComposedWorkers, _ pricings: inout [[Int]: WorkerPricing]
  ) -> (worker: any LoadedWorker, model: Int, pool: Int)? {
    guard case .ratings(let ratings) = request.source, let degrees = kind.degrees,
      let model = request.models.firstIndex(where: { $0.name == kind.model }),
      let pool = request.cluster.pools.firstIndex(where: { $0.name == kind.pool })
    else { return nil }
    let known = pricings[[model, pool]]
    // Hardware that workers were rated on is known to the calibration.
    let made =
      try? known
      ?? WorkerPricing(
        ratings[model].serving(.aggregated(WorkerGroup()), poolIndex: pool, requestsPerSecond: 1))
    guard let pricing = made else { return nil }
    pricings[[model, pool]] = pricing
    let group = WorkerGroup(
      tensorParallel: degrees.tensorParallel, dataParallel: degrees.dataParallel,
      pipelineParallel: degrees.pipelineParallel, expertParallel: degrees.expertParallel)
    let worker: (any LoadedWorker)? =
      switch kind.role {
      case .prefill: pricing.prefill(group, handover: kind.handover ?? 0)
      case .decode: pricing.decode(group)
      case .mixed: pricing.mixed(group)
      }
    return worker.map { ($0, model, pool) }
  }

  private static func state(_ worker: some LoadedWorker, _ rate: Double, _ most: Double) -> WorkersAtDemand {
    let load = worker.load(serving: rate, atMost: most)
    let state = worker.state(atLoad: load)
    return WorkersAtDemand(
      requestsPerSecond: rate, load: load, timeToFirstToken: state.timeToFirstToken,
      timePerOutputToken: state.timePerOutputToken)
  }
}
