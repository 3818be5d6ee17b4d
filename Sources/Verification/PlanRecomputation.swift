import Clusters
import Costing
import Formats
import Plans
import Quantities

/// A plan with its layouts and places as they are, and every figure that follows from them and the inputs computed again.
struct PlanRecomputation {
  private let plan: Plan
  private let inputs: VerifierInputs

  /// - Parameters:
  ///   - plan: The plan as read.
  ///   - inputs: The inputs, read again.
  init(_ plan: Plan, inputs: VerifierInputs) {
    self.plan = plan
    self.inputs = inputs
  }

  /// The plan with recomputed figures. Its bound is kept unless the plan refutes it: a bound of every layout holds
  /// whatever the layout. Answers to further questions are kept while the objective is.
  /// - Parameter workers: Every kind, recomputed.
  func recomputed(_ workers: [PlannedWorkers]) -> Plan {
    var actual = plan
    actual.workers = workers
    actual.total = PlanTotal(workers, cluster: inputs.cluster, gpuLimit: plan.inputs.goal.gpuLimit)
    actual.certificate = certificate(actual)
    let isAnother = CertificateCheck.differ(actual.certificate.objective, plan.certificate.objective)
    if isAnother || !AnswerCheck(plan: actual).findings.isEmpty { actual.forgetAnswers() }
    return actual
  }

  private func certificate(_ actual: Plan) -> Certificate {
    let claimed = plan.certificate
    let unit = ObjectiveUnit(plan.inputs.goal.objective, pools: inputs.cluster.pools)
    let objective = objective(actual, unit)
    // Nothing is known to bound the others where the bound is refuted; all of them take some time.
    let isRefuted = claimed.bound > objective * (1 + 1e-9) && actual.isAllowed
    let bound = isRefuted || claimed.bound < 0 ? 0 : claimed.bound
    return Certificate(
      objective: objective, objectiveUnit: unit, bound: bound, tolerance: plan.inputs.goal.tolerance,
      space: claimed.space, search: claimed.search,
      stageProgram: ProgramCheck(plan: plan, actual: actual).findings.isEmpty ? claimed.stageProgram : nil)
  }

  private func objective(_ actual: Plan, _ unit: ObjectiveUnit) -> Double {
    switch plan.inputs.goal.objective {
    case .throughput: 1 / actual.total.tokensPerSecond
    case .latency: actual.workers.reduce(0) { max($0, $1.prediction.timePerOutputToken) }
    case .gpus: Double(actual.total.gpus)
    case .cost: cost(actual, unit) / actual.total.tokensPerSecond
    }
  }

  /// Of the GPUs in use, for a second.
  private func cost(_ actual: Plan, _ unit: ObjectiveUnit) -> Double {
    actual.workers.reduce(0) { sum, kind in
      let pool = inputs.cluster.pools.first { $0.name == kind.layout.pool }
      return sum + (pool.map { unit.price(of: $0) } ?? 1) * Double(kind.placement.gpus.count)
    }
  }
}

extension Plan {
  /// Whether a plan whose figures were recomputed fits and is as fast and as large as was asked for: only then does a bound
  /// speak of it.
  var isAllowed: Bool {
    let target = inputs.goal.timePerOutputToken ?? .infinity
    return GoalCheck(plan: self).findings.isEmpty
      && kinds.allSatisfy { kind in
        kind.prediction.timePerOutputToken <= target * (1 + 1e-9)
          && kind.prediction.stages.allSatisfy { $0.memory.free >= 0 } && GoalCheck(plan: kind).findingsOfKind.isEmpty
      }
  }

  /// Removes answers, which were solved for another objective.
  fileprivate mutating func forgetAnswers() {
    changes = []
    (redundancy, whatIf, marginals) = (nil, nil, nil)
  }
}

/// One kind of workers with its layout and places as they are, and every figure computed again.
struct KindRecomputation {
  private let plan: Plan
  private let inputs: VerifierInputs
  private let pool: Pool
  private let costs: CostModel

  /// - Parameters:
  ///   - plan: With that kind alone, whose layout can be costed and whose experts are placed correctly.
  ///   - inputs: The inputs, read again.
  ///   - poolIndex: The index of the pool of the workers.
  /// - Throws: `Diagnostic` where the inputs cannot be costed.
  init(_ plan: Plan, inputs: VerifierInputs, poolIndex: Int) throws {
    self.plan = plan
    self.inputs = inputs
    pool = inputs.cluster.pools[poolIndex]
    costs = try CostModel(
      model: inputs.model, cluster: inputs.cluster, poolIndex: poolIndex, workload: plan.inputs.workload.workload(),
      calibration: inputs.calibration, imbalance: ExpertCheck(plan: plan, inputs: inputs).imbalance, recorder: .on)
  }

  /// The workers with recomputed figures.
  var recomputed: PlannedWorkers {
    let cost = costs.cost(of: replica)
    let experts = plan.placement.experts.map(ExpertCheck(plan: plan, inputs: inputs).balanced)
    return PlannedWorkers(
      layout: layout, placement: Placement(gpus: plan.placement.gpus, experts: experts),
      prediction: Prediction(cost, costs: costs, replicas: plan.layout.replicas),
      bottlenecks: BottleneckAnalysis(cost, costs: costs).bottlenecks,
      derivations: PlanDerivations(cost, costs: costs, replicas: plan.layout.replicas))
  }

  private var replica: ReplicaLayout {
    ReplicaLayout(
      stages: plan.layout.stages.compactMap(\.assignment), hopLevels: hops, microBatch: plan.layout.microBatch,
      microBatches: plan.layout.microBatches)
  }

  /// The hops by the placement, or by the layout where the placement cannot be followed.
  private var hops: [Int] {
    guard plan.layout.stages.count > 1 else { return [] }
    if PlacementCheck(plan: plan, pool: pool).listsEveryRank { return PlacedLevels(plan, pool: pool).hops }
    let claimed = plan.layout.stages.dropFirst().map(\.hop) + [plan.layout.tokenReturn]
    return claimed.map { name in costs.levelNames.firstIndex { $0 == name } ?? 0 }
  }

  private var layout: PlanLayout {
    var layout = plan.layout
    let names = hops.map { costs.levelNames[$0] }
    for index in layout.stages.indices { layout.stages[index].hop = index == 0 ? nil : names[index - 1] }
    layout.tokenReturn = names.last
    layout.gpusPerReplica = layout.stages.reduce(0) { $0 + $1.gpus }
    return layout
  }
}

/// The network level that each hop of a replica and its return really cross: the highest over all replicas.
struct PlacedLevels {
  private let plan: Plan
  private let pool: Pool
  /// The names of the network levels of the pool, scale-up first.
  let names: [String]

  init(_ plan: Plan, pool: Pool) {
    self.plan = plan
    self.pool = pool
    names = ["scale-up"] + pool.tiers.map(\.name)
  }

  /// Into the second stage, the third and so on, and back to the first; empty for one stage. The placement must list every
  /// rank.
  var hops: [Int] {
    let stages = plan.layout.stages
    guard stages.count > 1 else { return [] }
    return (0..<plan.layout.replicas).reduce([Int](repeating: 0, count: stages.count)) { highest, replica in
      let ranges = stageRanges(replica)
      let gpus = plan.placement.gpus
      return highest.indices.map { index in
        let next = (index + 1) % stages.count
        return max(
          highest[index], level(gpus[ranges[index].upperBound - 1].gpu, gpus[ranges[next].lowerBound].gpu))
      }
    }
  }

  /// The ranges of the stages in the list of the placement.
  func stageRanges(_ replica: Int) -> [Range<Int>] {
    var start = replica * plan.layout.stages.reduce(0) { $0 + $1.gpus }
    return plan.layout.stages.map { stage in
      defer { start += stage.gpus }
      return start..<start + stage.gpus
    }
  }

  /// The lowest level on which two GPUs meet.
  func level(_ first: Int, _ second: Int) -> Int {
    names.indices.first { first / size(ofLevel: $0) == second / size(ofLevel: $0) } ?? names.count - 1
  }

  /// The lowest level whose groups hold a number of domains, on which a stage over them is costed.
  func level(holding domains: Int) -> Int {
    names.indices.first { size(ofLevel: $0) >= domains * pool.gpusPerDomain } ?? names.count - 1
  }

  private func size(ofLevel level: Int) -> Int { level == 0 ? pool.gpusPerDomain : pool.tiers[level - 1].gpusPerGroup }
}
