import Clusters
import Costing
import Planning
import Plans
import Quantities

/// The layouts of a plan, costed under any workload.
struct DeployedLayout {
  private let kinds: [DeployedKind]
  private let cluster: Cluster

  /// - Parameters:
  ///   - plan: The plan, whose layouts and experts are kept.
  ///   - request: The request with the model, the cluster and the calibration.
  init(_ plan: Plan, request: PlanRequest) {
    kinds = plan.kinds.map { DeployedKind($0, request: request) }
    cluster = request.cluster
  }

  /// The worst of every figure over the workloads.
  /// - Parameter replicas: Of each kind; as many as the plan has where `nil`.
  func figures(under workloads: [Workload], replicas: [Int]? = nil) throws -> [Figure] {
    let all = try workloads.map { try figures($0, replicas: replicas) }
    return (all.first ?? []).indices.compactMap { index in
      let values = zip(all.map { $0[index] }, workloads)
      let worst = values.max { $1.0.isWorse(than: $0.0) }
      let isSame = all.allSatisfy { $0[index].value == all[0][index].value }
      return worst.map { isSame ? $0.0 : $0.0.at("context \(Numerals.grouped($0.1.peakContext))") }
    }
  }

  /// Sums and quotients of sums over all replicas; of other figures the worst.
  private func figures(_ workload: Workload, replicas: [Int]?) throws -> [Figure] {
    let all = try kinds.indices.compactMap { index -> [Figure]? in
      let count = replicas?[index] ?? kinds[index].replicas
      return count > 0 ? try kinds[index].figures(workload, replicas: count) : nil
    }
    guard all.count > 1 else { return all.first ?? [] }
    func sum(_ quantity: LimitedQuantity) -> Double {
      all.reduce(0) { $0 + ($1.first { $0.quantity == quantity }?.value ?? 0) }
    }
    let (tokens, gpus) = (sum(.tokensPerSecond), sum(.gpus))
    return (all.first ?? []).compactMap { figure in
      let same = all.compactMap { $0.first { $0.quantity == figure.quantity } }
      guard same.count == all.count else { return nil }
      switch figure.quantity {
      case .tokensPerSecond, .gpus, .sequences, .costPerHour: return Figure(figure.quantity, sum(figure.quantity))
      case .tokensPerSecondPerGPU: return Figure(figure.quantity, tokens / gpus)
      case .costPerMillionTokens: return Figure(figure.quantity, sum(.costPerHour) / 3600 / tokens * 1e6)
      default: return same.max { $1.isWorse(than: $0) }
      }
    }
  }

  /// The shortage of HBM of the fullest GPU under one of the workloads; `nil` where all fit.
  func shortage(under workloads: [Workload]) throws -> Refusal? {
    for kind in kinds {
      if let refusal = try kind.shortage(under: workloads) { return refusal }
    }
    return nil
  }

  /// After the loss of any one unit, when replicas that it stops are placed again where GPUs are free.
  func worst(after unit: SpareRule.Unit, under workloads: [Workload]) throws -> FailedEvaluation {
    let worst = ReplicaLoss(try kinds.map { try $0.loss(workloads) }, cluster: cluster, unit: unit).worst
    let (left, all) = (worst.left.reduce(0, +), kinds.reduce(0) { $0 + $1.replicas })
    return FailedEvaluation(
      unit: worst.unit, consequence: "\(left) of \(all) replicas are left",
      figures: left == 0 ? [] : try figures(under: workloads, replicas: worst.left))
  }
}

/// The replicas of a plan that are alike.
private struct DeployedKind {
  private let plan: Plan
  private let request: PlanRequest
  private let poolIndex: Int
  private let replica: ReplicaLayout

  /// - Parameters:
  ///   - plan: With that kind alone.
  ///   - request: The request with the model, the cluster and the calibration.
  init(_ plan: Plan, request: PlanRequest) {
    self.plan = plan
    self.request = request
    poolIndex = request.cluster.pools.firstIndex { $0.name == plan.layout.pool } ?? 0
    let levels = ["scale-up"] + request.cluster.pools[poolIndex].tiers.map(\.name)
    let stages = plan.layout.stages
    let hops = (stages.dropFirst().map(\.hop) + [plan.layout.tokenReturn]).map { name in
      name.flatMap { levels.firstIndex(of: $0) } ?? levels.count - 1
    }
    replica = ReplicaLayout(
      stages: stages.compactMap(\.assignment), hopLevels: stages.count > 1 ? hops : [],
      microBatch: plan.layout.microBatch, microBatches: plan.layout.microBatches)
  }

  var replicas: Int { plan.layout.replicas }

  private var pool: Pool { request.cluster.pools[poolIndex] }

  /// The shortage of HBM of the fullest GPU under one of the workloads; `nil` where all fit.
  func shortage(under workloads: [Workload]) throws -> Refusal? {
    for workload in workloads {
      let costs = try costs(workload)
      let stages = Prediction(costs.cost(of: replica), costs: costs, replicas: plan.layout.replicas).stages
      let fullest = stages.indices.min { stages[$0].memory.free < stages[$1].memory.free } ?? 0
      guard stages[fullest].memory.free < 0 else { continue }
      let place = stageName(fullest) ?? "the only stage"
      return Refusal(
        reason: .memory,
        sentence: "\(place) does not fit at \(Numerals.grouped(workload.peakContext)) tokens: "
          + stages[fullest].memory.shortage, stage: stages[fullest].memory, changes: [])
    }
    return nil
  }

  /// What a failure may take.
  func loss(_ workloads: [Workload]) throws -> ReplicaLoss.Kind {
    let speeds = try workloads.map { workload in
      let costs = try costs(workload)
      return costs.cost(of: replica).tokensPerSecond.value
    }
    return ReplicaLoss.Kind(
      replica, poolIndex: poolIndex, replicas: replicas, tokensPerSecond: speeds.min() ?? 0)
  }

  // MARK: - One workload

  func figures(_ workload: Workload, replicas: Int) throws -> [Figure] {
    let costs = try costs(workload)
    let cost = costs.cost(of: replica)
    let prediction = Prediction(cost, costs: costs, replicas: replicas)
    return speeds(prediction, cost, replicas: replicas) + [headroom(prediction)] + network(cost, costs)
  }

  private func costs(_ workload: Workload) throws -> CostModel {
    let divisions = plan.layout.stages.map(\.expertParallelism)
    return try CostModel(
      model: request.model, cluster: request.cluster, poolIndex: poolIndex, workload: workload,
      calibration: request.calibration,
      imbalance: ExpertImbalance(of: plan.placement.experts, on: divisions, under: request.expertLoad))
  }

  private func speeds(_ prediction: Prediction, _ cost: ReplicaCost, replicas: Int) -> [Figure] {
    let gpus = Double(replicas * plan.layout.gpusPerReplica)
    let slowest = prediction.stages.indices.max { prediction.stages[$0].time < prediction.stages[$1].time } ?? 0
    let bubble = prediction.stages.enumerated().reduce(0) { sum, stage in
      sum + stage.element.bubble * Double(plan.layout.stages[stage.offset].gpus)
    }
    var figures = [
      Figure(.timePerOutputToken, prediction.timePerOutputToken, at: stageName(slowest)),
      Figure(.tokensPerSecond, prediction.tokensPerSecond),
      Figure(.tokensPerSecondPerGPU, prediction.tokensPerSecondPerGPU),
      Figure(.tokensPerSecondPerUser, prediction.tokensPerSecondPerUser),
      Figure(.sequences, Double(replicas * cost.layout.sequences)), Figure(.gpus, gpus),
      Figure(.bubble, bubble / Double(plan.layout.gpusPerReplica)),
    ]
    if let price = pool.price, let tokens = prediction.costPerMillionTokens {
      figures += [Figure(.costPerMillionTokens, tokens), Figure(.costPerHour, price.value * 3600 * gpus)]
    }
    return figures
  }

  private func headroom(_ prediction: Prediction) -> Figure {
    let free = prediction.stages.map(\.memory.free)
    let fullest = free.indices.min { free[$0] < free[$1] } ?? 0
    let place = [stageName(fullest), gpuName(fullest)].compactMap(\.self).joined(separator: ", ")
    return Figure(.memoryHeadroom, free[fullest], at: place)
  }

  /// The utilisation of each level: bytes of the busiest GPU in a round divided by what its link carries in that time.
  private func network(_ cost: ReplicaCost, _ costs: CostModel) -> [Figure] {
    let round = cost.round.time.value
    let traffic = LevelTraffic.all(of: cost, names: costs.levelNames)
    let tiers = zip(pool.tiers, traffic.dropFirst()).map { tier, sent in
      (share: sent.perGPUAndRound / tier.effectiveBandwidth.value / round, name: tier.name)
    }
    let busiest = tiers.max { $0.share < $1.share }
    return [
      Figure(.scaleUpUtilisation, traffic[0].perGPUAndRound / pool.scaleUp.bandwidth.value / round),
      Figure(.scaleOutUtilisation, busiest?.share ?? 0, at: busiest.map { "tier \($0.name)" }),
    ]
  }

  // MARK: - Places

  /// "stage 1 of 2, layers 31-60"; `nil` for one stage.
  private func stageName(_ index: Int) -> String? {
    guard plan.layout.stages.count > 1 else { return nil }
    let stage = plan.layout.stages[index]
    return "stage \(index) of \(plan.layout.stages.count), layers \(stage.firstLayer)-\(stage.lastLayer)"
  }

  /// The first GPU of a stage in the first replica.
  private func gpuName(_ stage: Int) -> String? {
    let offset = plan.layout.stages[..<stage].reduce(0) { $0 + $1.gpus }
    guard plan.placement.gpus.indices.contains(offset) else { return nil }
    return "\(pool.location(of: plan.placement.gpus[offset].gpu).name) of pool \(pool.name)"
  }
}
