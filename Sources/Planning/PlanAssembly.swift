import Clusters
import Costing
import Optimization
import Plans
import Quantities
import Synchronization

/// Writes a plan down: costs the chosen replica once more with derivations, packs and places it.
struct PlanAssembly: Sendable {
  private let request: PlanRequest
  private let candidate: Candidate
  private let costs: CostModel
  let cost: ReplicaCost
  private let experts: [PlacedExperts]
  private let replicas: [[Int]]

  /// - Parameter isHurried: Whether experts are placed with little effort.
  init(_ request: PlanRequest, poolIndex: Int, candidate: Candidate, optimizer: any Optimizer, isHurried: Bool = false)
    throws
  {
    self.request = request
    self.candidate = candidate
    experts = ExpertBalance(request: request).placement(of: candidate.layout, optimizer: isHurried ? nil : optimizer)
    costs = try CostModel(
      model: request.model, cluster: request.cluster, poolIndex: poolIndex, workload: request.workload,
      calibration: request.calibration,
      imbalance: ExpertImbalance(
        of: experts, on: candidate.layout.stages.map(\.layout.expertParallelism), under: request.expertLoad),
      recorder: .on)
    cost = costs.cost(of: candidate.layout)
    let needed = Self.replicasNeeded(request.goal, cost)
    replicas = ReplicaPacker(pool: costs.pool).pack(
      candidate.map, limit: needed ?? .max, gpuLimit: request.goal.gpuLimit ?? .max)
  }

  /// The names of the levels of the pool's network, scale-up first.
  var levelNames: [String] { costs.levelNames }

  /// A demand is met with as many replicas as it needs; `nil` where the replicas fill the pool.
  private static func replicasNeeded(_ goal: Goal, _ cost: ReplicaCost) -> Int? {
    guard goal.objective == .gpus, let demand = goal.tokensPerSecond else { return nil }
    // More replicas than any cluster holds need not be counted.
    return Int(min(1e9, demand / cost.tokensPerSecond.value).rounded(.up))
  }

  /// The reason why the demand cannot be met; `nil` where it is met.
  var refusal: Refusal? {
    guard let needed = Self.replicasNeeded(request.goal, cost), needed > replicas.count else { return nil }
    let size = candidate.layout.gpus
    return Refusal(
      reason: .demand,
      sentence: "the demand needs \(needed) replicas of \(size) GPUs, \(needed * size) in all, and "
        + "\(replicas.count) can be placed", stage: nil,
      changes: [
        "a demand of \(Int(cost.tokensPerSecond.value) * replicas.count) tokens/s or less (--tokens-per-second)"
      ])
  }

  func plan(
    bound: Double, space: String, statistics: SearchStatistics, isInterrupted: Bool, stageProgram: ProgramCertificate?,
    changes: [PlanChange], redundancy: [RedundancyValue]?
  ) -> Plan {
    let placer = ReplicaPlacer(pool: costs.pool, layout: candidate.layout, map: candidate.map)
    let gpus = placer.gpus(replicas)
    let certificate = Certificate(
      objective: objective, objectiveUnit: ObjectiveUnit(request), bound: min(bound, objective),
      tolerance: request.goal.tolerance, space: space,
      search: SearchEffort(
        intervals: statistics.intervals, batches: statistics.batches, bounds: statistics.bounds,
        layouts: statistics.paths, isInterrupted: isInterrupted ? true : nil), stageProgram: stageProgram)
    return Plan(
      inputs: request.inputs, layout: layout,
      placement: Placement(gpus: gpus, experts: experts, idleGPUs: costs.pool.availableGPUCount - gpus.count),
      prediction: prediction,
      bottlenecks: BottleneckAnalysis(cost, costs: costs).bottlenecks, changes: changes,
      redundancy: redundancy, certificate: certificate,
      derivations: PlanDerivations(cost, costs: costs, replicas: replicas.count))
  }

  /// The objective of the replica as it is placed: the search averages a load's imbalance over all layers; the placement,
  /// over those that have the stage's EP.
  var objective: Double {
    Score(goal: request.goal, gpuPrice: ObjectiveUnit(request).price(of: costs.pool)).value(
      gpus: candidate.layout.gpus, round: cost.round.time.value, sequences: candidate.layout.sequences)
  }

  /// How fast that is.
  var prediction: Prediction { Prediction(cost, costs: costs, replicas: replicas.count) }

  /// The replicas as a plan has them.
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
