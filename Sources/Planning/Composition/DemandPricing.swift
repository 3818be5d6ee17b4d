import Costing
import Plans

/// Says of the workers of a plan what each does where the cluster serves the demands and no more: the load at which a worker
/// serves its part, and what that takes.
struct DemandPricing {
  private let request: ClusterRequest

  init(_ request: ClusterRequest) { self.request = request }

  /// The same workers with their figures at the demand.
  func priced(_ workers: [ComposedWorkers]) -> [ComposedWorkers] {
    let spread = DemandSpread(workers, models: request.models, cluster: request.cluster)
    var pricings: [[Int]: WorkerPricing] = [:]
    return workers.indices.map { index in
      var kind = workers[index]
      kind.atDemand = spread.requestsPerSecond(index).map { rate in
        state(of: kind, serving: rate, &pricings) ?? WorkersAtDemand(requestsPerSecond: rate)
      }
      return kind
    }
  }

  /// `nil` where a table has the rates of workers.
  private func state(
    of kind: ComposedWorkers, serving rate: Double, _ pricings: inout [[Int]: WorkerPricing]
  ) -> WorkersAtDemand? {
    guard case .ratings(let ratings) = request.source, let degrees = kind.degrees, let most = kind.load,
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
    switch kind.role {
    case .prefill: return pricing.prefill(group, handover: kind.handover ?? 0).map { Self.state($0, rate, most) }
    case .decode: return pricing.decode(group).map { Self.state($0, rate, most) }
    case .mixed: return pricing.mixed(group).map { Self.state($0, rate, most) }
    }
  }

  private static func state(_ worker: some LoadedWorker, _ rate: Double, _ most: Double) -> WorkersAtDemand {
    let load = worker.load(serving: rate, atMost: most)
    let state = worker.state(atLoad: load)
    return WorkersAtDemand(
      requestsPerSecond: rate, load: load, timeToFirstToken: state.timeToFirstToken,
      timePerOutputToken: state.timePerOutputToken)
  }
}
