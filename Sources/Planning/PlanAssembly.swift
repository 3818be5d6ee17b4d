import Clusters
import Costing
import Optimization
import Plans
import Quantities
import Synchronization

/// Writes a plan down: costs the chosen replicas once more with derivations, and places them.
struct PlanAssembly: Sendable {
  private let request: PlanRequest
  private let kinds: [KindAssembly]

  /// - Parameter isHurried: Whether experts are placed with little effort.
  init(
    _ request: PlanRequest, _ composition: ReplicaComposition, optimizer: any Optimizer, isHurried: Bool = false
  ) throws {
    self.request = request
    kinds = try composition.groups.map {
      try KindAssembly(request, $0, optimizer: optimizer, isHurried: isHurried)
    }
  }

  /// The cost of a replica of the first kind.
  var cost: ReplicaCost { kinds[0].cost }
  /// The names of the levels of its pool's network, scale-up first.
  var levelNames: [String] { kinds[0].levelNames }
  /// How fast the replicas of the first kind are.
  var prediction: Prediction { kinds[0].prediction }
  /// The replicas of the first kind.
  var layout: PlanLayout { kinds[0].layout }

  /// The replicas of all other kinds; `nil` where there are none.
  var others: OtherReplicas? {
    guard kinds.count > 1 else { return nil }
    let rest = kinds.dropFirst()
    return OtherReplicas(
      gpus: rest.reduce(0) { $0 + $1.gpus },
      tokensPerSecond: rest.reduce(0) { $0 + $1.prediction.tokensPerSecond })
  }

  /// Output tokens per second of all replicas.
  var tokensPerSecond: Double { kinds.reduce(0) { $0 + $1.prediction.tokensPerSecond } }
  /// GPUs of all replicas.
  var gpus: Int { kinds.reduce(0) { $0 + $1.gpus } }

  func plan(
    bound: Double, space: String, statistics: SearchStatistics, isInterrupted: Bool, stageProgram: ProgramCertificate?,
    changes: [PlanChange], redundancy: [RedundancyValue]?
  ) -> Plan {
    let certificate = Certificate(
      objective: objective, objectiveUnit: ObjectiveUnit(request), bound: min(bound, objective),
      tolerance: request.goal.tolerance, space: space,
      search: SearchEffort(
        intervals: statistics.intervals, batches: statistics.batches, bounds: statistics.bounds,
        layouts: statistics.paths, isInterrupted: isInterrupted ? true : nil), stageProgram: stageProgram)
    let workers = zip(kinds, places).map { $0.workers($1) }
    return Plan(
      inputs: request.inputs, workers: workers,
      total: PlanTotal(workers, cluster: request.cluster, gpuLimit: request.goal.gpuLimit), changes: changes,
      redundancy: redundancy, certificate: certificate)
  }

  /// For each kind every GPU: where the replicas of the plan that runs are, as far as can be, and else one after the other.
  private var places: [[PlacedGPU]] {
    let kept = request.current.map { current in
      KeptReplicas(current, pools: request.cluster.pools).places(kinds.map(\.kept))
    }
    if let kept, let kept { return zip(kinds, kept).map { $0.placer.ranks($1) } }
    // GPUs of each pool's domains that are given out.
    var taken: [Int: [Int: Int]] = [:]
    return kinds.map { $0.placer.gpus($0.replicas, taken: &taken[$0.poolIndex, default: [:]]) }
  }

  /// The objective of the replicas as they are placed: the search averages a load's imbalance over all layers; the
  /// placement, over those that have the stage's EP.
  var objective: Double {
    switch request.goal.objective {
    case .throughput: 1 / tokensPerSecond
    case .cost:
      kinds.reduce(0) { $0 + Double($1.gpus) * ObjectiveUnit(request).price(of: $1.pool) } / tokensPerSecond
    case .latency: kinds.reduce(0) { max($0, $1.cost.round.time.value) }
    case .gpus: Double(gpus)
    }
  }
}

/// Replicas that are alike, costed with derivations.
private struct KindAssembly: Sendable {
  private let candidate: Candidate
  private let costs: CostModel
  let cost: ReplicaCost
  private let experts: [PlacedExperts]
  /// For each replica the real domain of every domain of its map.
  let replicas: [[Int]]

  init(
    _ request: PlanRequest, _ group: ReplicaComposition.Group, optimizer: any Optimizer, isHurried: Bool
  ) throws {
    candidate = group.kind.candidate
    replicas = group.domains
    experts = ExpertBalance(request: request).placement(of: candidate.layout, optimizer: isHurried ? nil : optimizer)
    costs = try CostModel(
      model: request.model, cluster: request.cluster, poolIndex: group.kind.poolIndex, workload: request.workload,
      calibration: request.calibration,
      imbalance: ExpertImbalance(
        of: experts, on: candidate.layout.stages.map(\.layout.expertParallelism), under: request.expertLoad),
      recorder: .on)
    cost = costs.cost(of: candidate.layout)
  }

  var pool: Pool { costs.pool }
  var poolIndex: Int { costs.poolIndex }
  var levelNames: [String] { costs.levelNames }
  var gpus: Int { candidate.layout.gpus * replicas.count }

  var placer: ReplicaPlacer { ReplicaPlacer(pool: costs.pool, layout: candidate.layout, map: candidate.map) }
  var kept: KeptReplicas.Kind {
    KeptReplicas.Kind(
      layout: layout, poolIndex: poolIndex, map: candidate.map, hopLevels: candidate.layout.hopLevels)
  }

  func workers(_ gpus: [PlacedGPU]) -> PlannedWorkers {
    PlannedWorkers(
      layout: layout, placement: Placement(gpus: gpus, experts: experts), prediction: prediction,
      bottlenecks: BottleneckAnalysis(cost, costs: costs).bottlenecks,
      derivations: PlanDerivations(cost, costs: costs, replicas: replicas.count))
  }

  var prediction: Prediction { Prediction(cost, costs: costs, replicas: replicas.count) }

  var layout: PlanLayout {
    let names = candidate.layout.hopLevels.map { costs.levelNames[$0] }
    let stages = candidate.layout.stages.enumerated().map { index, stage in
      PlanStage(stage, hop: index == 0 ? nil : names[index - 1])
    }
    return PlanLayout(
      pool: costs.pool.name, stages: stages, microBatch: candidate.layout.microBatch,
      microBatches: candidate.layout.microBatches, tokenReturn: names.last, gpusPerReplica: candidate.layout.gpus,
      replicas: replicas.count)
  }
}
/// Imbalances that were found so far, shared by searches that run at the same time. Each is a pure function of the load
/// and its key, so who finds it does not matter.
final class ExpertBalanceTable: Sendable {
  private let values = Mutex([ExpertParallelism: LayerImbalances]())

  func value(_ division: ExpertParallelism, _ find: () -> LayerImbalances) -> LayerImbalances {
    if let known = values.withLock({ $0[division] }) { return known }
    let found = find()
    values.withLock { $0[division] = found }
    return found
  }
}

/// Load of the hottest rank over the mean, of each layer with experts.
struct LayerImbalances: Sendable {
  /// That placements reached.
  let reached: [Double]
  /// That none undercuts.
  let least: [Double]
}
