import Costing
import Models
import Optimization
import Plans

/// What redundant experts are worth: the best layout with each number of slots for copies, from none to the first number
/// beyond the plan's, each found by a search of its own. Copies fill HBM that sequences could have, are read like any
/// expert, and level the load.
struct RedundancyAnalysis: Sendable {
  private let request: PlanRequest
  private let best: Candidate
  private let poolIndex: Int
  /// The objective for each unit of the score of a single replica.
  private let scale: Double

  /// What replicas of all kinds reach together is held to follow from what those of the first kind make of a GPU.
  init(_ request: PlanRequest, before: Solved) throws {
    var request = request
    if [.throughput, .gpus].contains(request.goal.objective) {
      request.goal = try request.goal.minimising(.throughput)
    }
    self.request = request
    best = before.best
    poolIndex = before.poolIndex
    scale = before.objective / Self.score(best, request)
  }

  private static func score(_ best: Candidate, _ request: PlanRequest) -> Double {
    Score(goal: request.goal, gpuPrice: ObjectiveUnit(request).price(of: request.cluster.pools[0])).value(
      gpus: best.layout.gpus, round: best.round, sequences: best.layout.sequences)
  }

  /// With rising numbers of slots, in every layer but for the plan's own; `nil` where no expert load was given, their number is prescribed or nothing is divided.
  func values() throws -> [RedundancyValue]? {
    guard request.expertLoad != nil, [.automatic, .automaticEven].contains(request.redundancy),
      best.layout.stages.contains(where: { $0.layout.expertParallel > 1 })
    else { return nil }
    let chosen = slots(best.layout)
    let own = value(best, try PoolSearch(request, poolIndex: poolIndex), slots: chosen, isChosen: true)
    let others = try tried(chosen).filter { $0 != chosen || own.layers != nil }.compactMap(solve)
    return (others + [own]).sorted { ($0.slots ?? -1, $0.layers ?? .max) < ($1.slots ?? -1, $1.layers ?? .max) }
  }

  /// The numbers of slots, from none to the first number beyond the plan's.
  private func tried(_ chosen: Int?) -> [Int?] {
    let leavesSlots = best.layout.stages.contains { experts % $0.layout.expertParallel != 0 }
    let numbers = ExpertRedundancy.triedSlots.filter { $0 > 0 || leavesSlots }
    let beyond = numbers.first { $0 > chosen ?? -1 } ?? chosen ?? 0
    return [nil] + numbers.filter { $0 <= beyond }
  }

  /// `nil` where nothing fits with so many, or what is best has none.
  private func solve(_ slots: Int?) throws -> RedundancyValue? {
    var request = request
    request.redundancy = slots.map { .slots($0) } ?? .copies(0)
    let search = try PoolSearch(request, poolIndex: poolIndex)
    guard let found = search.run()?.best, slots == nil || self.slots(found.layout) != nil else { return nil }
    return value(found, search, slots: slots, isChosen: false)
  }

  private func value(_ candidate: Candidate, _ search: PoolSearch, slots: Int?, isChosen: Bool) -> RedundancyValue {
    let stages = search.costs.cost(of: candidate.layout).stages
    return RedundancyValue(
      slots: slots, redundantExperts: candidate.layout.stages.map(\.layout.redundantExperts).max() ?? 0,
      bytes: stages.map { $0.memory.redundantExperts?.value ?? 0 }.max() ?? 0,
      objective: scale * Self.score(candidate, request),
      isChosen: isChosen,
      layers: candidate.layout.stages.compactMap { stage in stage.layout.fewerCopies.map { $0.all - $0.count } }.first)
  }

  /// Slots beyond ⌈E / EP⌉ of the stage that has most; `nil` where each expert has one copy.
  private func slots(_ layout: ReplicaLayout) -> Int? {
    layout.stages.map(\.layout.expertParallelism).filter { $0.redundantExperts > 0 }.map {
      $0.slots(experts: experts) - ExpertParallelism(expertParallel: $0.expertParallel).slots(experts: experts)
    }.max()
  }

  private var experts: Int { ModelDegrees(request.model).experts }
}

/// Which changes to the inputs would improve the objective most, each found by solving again with the number of
/// micro-batches of the plan: the improvement is one that a layout reaches, and may be more.
struct ChangeAnalysis: Sendable {
  private let request: PlanRequest
  private let best: Candidate
  private let poolIndex: Int
  private let objective: Double
  private let optimizer: any Optimizer

  init(_ request: PlanRequest, before: Solved, optimizer: any Optimizer) {
    self.request = request
    best = before.best
    poolIndex = before.poolIndex
    objective = before.objective
    self.optimizer = optimizer
  }

  /// Largest improvement first.
  func changes() throws -> [PlanChange] {
    let candidates = try RequestChange.suggested(for: request)
    let improvements = try Concurrency.map(candidates.count, progress: { _ in }) { index in
      Result { try improvement(candidates[index]) }
    }.compactMap { try $0.get() }
    return PlanChange.worthShowing(improvements)
  }

  private func improvement(_ change: RequestChange) throws -> PlanChange? {
    guard let found = try reached(change.request) else { return nil }
    return PlanChange(
      change: change.sentence, flag: change.flag, objective: found, improvement: (objective - found) / objective)
  }

  private func reached(_ request: PlanRequest) throws -> Double? {
    switch request.goal.objective {
    case .throughput, .gpus:
      let search = try ReplicaSearch(request, optimizer: optimizer)
      return search.quick(microBatches: best.layout.microBatches).map(search.objective)
    case .cost, .latency:
      return try PoolSearch(request, poolIndex: poolIndex).quickBest(microBatches: best.layout.microBatches)?.score
    }
  }
}

extension PlanChange {
  /// The largest improvements first: three at most, and none that is too small to act on.
  static func worthShowing(_ changes: [PlanChange]) -> [PlanChange] {
    Array(
      changes.filter { $0.improvement >= 0.005 }
        .sorted { ($1.improvement, $0.change) < ($0.improvement, $1.change) }.prefix(3))
  }
}

extension ModelArchitecture {
  /// Bits of an element of the widest matrices among experts, or among mixers in layers without them.
  public var widestWeightBits: Int {
    layers.flatMap { $0.kind.feedForward.mixture?.expertTensors ?? $0.kind.mixer.tensors }
      .filter { $0.role == .matrix }.map(\.weightFormat.format.bits).max() ?? 16
  }
}
