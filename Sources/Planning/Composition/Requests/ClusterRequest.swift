import Inputs
import Plans
import Topology

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
  /// For each model how its workers were rated; none where a table has the rates.
  public var rates: [WorkerRates]

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
    self.objective = objective
    self.inputs = inputs
    let undemanded = inputs.models.first { $0.requestsPerSecond == nil }
    guard let undemanded, objective != .served || inputs.models.count > 1 else { return }
    throw Diagnostic(
      id: "demand-missing", file: "--requests-per-second", found: "no demand for \(undemanded.name)",
      expected: objective == .served
        ? "one for each of several models: what is served of them is held against it"
        : "the demand, for --objective \(objective.rawValue)")
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
