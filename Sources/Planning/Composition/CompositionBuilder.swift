import Clusters
import Optimization
import Plans

/// Writes a request as a composition problem.
struct CompositionBuilder: Sendable {
  let request: ClusterRequest

  /// What the cost of a composition is counted in.
  enum CostUnit {
    case gpus
    case dollarsPerHour
  }

  /// GPUs of one pool cost the same, so that counting them is counting dollars.
  var costUnit: CostUnit {
    request.objective != .gpus && request.cluster.pools.count > 1 && request.prices != nil ? .dollarsPerHour : .gpus
  }

  /// - Parameters:
  ///   - freeGPUs: For each pool the free GPUs of each domain; what is available by default.
  ///   - objective: The request's by default.
  ///   - demandShare: Of every demand, what is to be served.
  ///   - gpuShare: Of the GPUs that may be used.
  func problem(
    freeGPUs: [[Int]]? = nil, objective: CompositionObjective? = nil, demandShare: Double = 1, gpuShare: Double = 1,
    loss: LossAllowance? = nil
  ) -> CompositionProblem {
    let free = freeGPUs ?? request.cluster.pools.map(\.availableGPUsPerDomain)
    return CompositionProblem(
      types: request.workers.map(type), pools: free.map(DomainClass.all),
      groups: zip(request.cluster.pools, free).map { DomainGroups.all($0, free: $1) }, islands: request.islands,
      demands: request.demands.map { $0 * demandShare },
      gpuLimit: request.inputs.gpuLimit.map { Int(Double($0) * gpuShare) },
      objective: objective ?? (request.objective == .served ? .served : .cost), loss: loss)
  }

  private func type(_ worker: OfferedWorker) -> WorkerType {
    let price = costUnit == .gpus ? 1 : request.prices?[worker.poolIndex] ?? 1
    return WorkerType(
      model: worker.model, pool: worker.poolIndex, prefills: worker.role != .decode,
      decodes: worker.role != .prefill,
      footprint: Footprint(domains: worker.footprint.domains, gpusPerDomain: worker.footprint.gpusPerDomain),
      requestsPerSecond: worker.requestsPerSecond, cost: price * Double(worker.footprint.gpus),
      isInOneGroup: worker.keepsToGroup)
  }
}

/// A composition whose workers have places.
struct PlacedComposition: Sendable {
  /// The program's answer; its bound holds for all compositions that were asked for.
  let answer: CompositionAnswer
  /// No composition does better.
  var bound: Double
  /// The workers that have a place.
  let sites: [WorkerSite]
  /// What those do together, every one of them working.
  let workers: WorkerCounts
  /// The smallest served/demand, after the worst failure where some were asked about.
  let ratio: Double
  /// What the objective came to.
  let value: Double
  /// What is left after failures; `nil` where none were asked about.
  var failures: FailureAnalysis.Outcome?
  /// Whether the workers of a kind are in the order of their numbers in a plan that runs.
  var keepsNumbers = false
}
