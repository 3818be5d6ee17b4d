import Costing
import Formats
import Plans
import Quantities

/// Finds out why there is no plan, and the smallest single changes that would allow one, each by solving for it.
struct RefusalAnalysis: Sendable {
  let request: PlanRequest

  func refusal() throws -> Refusal {
    let needs = try request.cluster.usablePools.map { try MemoryNeed(request, poolIndex: $0) }
    return needs.contains(where: \.fits) ? try tooSlow() : try tooLarge(needs)
  }

  /// The reason alone.
  func bareRefusal() throws -> Refusal {
    let fits = try fits(request)
    return Refusal(
      reason: fits ? .latency : .memory, sentence: fits ? "no layout is fast enough" : "no layout fits", stage: nil,
      changes: [])
  }

  /// Why a demand is not served.
  func refusal(_ missed: DemandMissed) -> Refusal {
    let demand = Numerals.grouped(rounding: request.goal.tokensPerSecond ?? 0)
    let available = request.cluster.pools.reduce(0) { $0 + $1.availableGPUCount }
    let gpus = Numerals.grouped(min(available, request.goal.gpuLimit ?? .max))
    guard let most = missed.most else {
      return Refusal(
        reason: .demand, sentence: "no replica finds a place among \(gpus) GPUs", stage: nil, changes: [])
    }
    let served = Numerals.grouped(Int(most.tokensPerSecond))
    let isProved = missed.bound < (request.goal.tokensPerSecond ?? 0) * (1 - 1e-9)
    // A search may end without any bound.
    let bound = missed.bound < 1e15 ? Numerals.grouped(Int(missed.bound.rounded(.up))) : "any number"
    let isMost = missed.bound <= most.tokensPerSecond * (1 + 1e-9)
    return Refusal(
      reason: .demand,
      sentence: "\(gpus) GPUs make \(served) tokens/s\(isMost ? " at most" : ""), not \(demand)"
        + (isMost ? "" : isProved ? "; none make more than \(bound)" : "; up to \(bound) are not ruled out"),
      stage: nil,
      changes: ["a demand of \(served) tokens/s or less (--tokens-per-second \(Int(most.tokensPerSecond)))"],
      isUnproved: isProved ? nil : true)
  }

  // MARK: - Memory

  private func tooLarge(_ needs: [MemoryNeed]) throws -> Refusal {
    let overflows = needs.compactMap(\.leastOverflow)
    guard let least = overflows.max(by: { $0.memory.free < $1.memory.free }) else {
      return Refusal(
        reason: .memory, sentence: "no layout of this model fits GPUs of this cluster at any capacity", stage: nil,
        changes: [])
    }
    return Refusal(
      reason: .memory, sentence: sentence(least.layout, least.stage, least.memory), stage: least.memory,
      changes: try memoryChanges())
  }

  private func sentence(_ layout: ReplicaLayout, _ stage: Int, _ memory: MemoryPrediction) -> String {
    let assignment = layout.stages[stage]
    let sequences = layout.sequences == 1 ? "one sequence" : "\(layout.sequences) sequences"
    return "even for \(sequences), stage \(stage) of \(layout.stages.count) (layers \(assignment.layers.lowerBound)-"
      + "\(assignment.layers.upperBound - 1) on \(assignment.layout.gpus) GPUs) does not fit: \(memory.shortage)"
  }

  private func memoryChanges() throws -> [String] {
    var found: [String] = []
    if let fewer = try fewerSequences() { found.append(fewer) }
    if let shorter = try shorterContext() { found.append(shorter) }
    // 4-bit integers are expanded on the way to the multipliers, so every accelerator can store them.
    let formats =
      [try RequestChange.smallerCache(request)].compactMap(\.self) + RequestChange.smallerWeights(request)
      + [RequestChange.weights(request, in: .integer4)].compactMap(\.self)
    for change in formats where try isPlanned(change.request) {
      found.append(change.sentence + (change.flag.map { " (\($0))" } ?? ""))
    }
    for factor in [2, 3, 4, 6, 8, 12, 16, 32, 64] {
      guard let change = RequestChange.moreNodes(request, times: factor) else { break }
      if try isPlanned(change.request) {
        found.append(change.sentence)
        break
      }
    }
    return found
  }

  private func fits(_ request: PlanRequest) throws -> Bool {
    try request.cluster.usablePools.contains { try MemoryNeed(request, poolIndex: $0).fits }
  }

  /// Whether a look without proof finds a layout that keeps to every limit of a request.
  private func isPlanned(_ request: PlanRequest) throws -> Bool {
    try fits(request)
      && request.cluster.usablePools.contains { try PoolSearch(request, poolIndex: $0).quickBest() != nil }
  }

  private func fewerSequences() throws -> String? {
    guard let batch = request.goal.batch, batch > 1 else { return nil }
    return try largest(below: batch, of: .batch).map {
      "\(Numerals.grouped($0)) sequences in flight instead of \(Numerals.grouped(batch)) (--batch \($0))"
    }
  }

  private func shorterContext() throws -> String? {
    guard request.workload.inputTokens == nil else { return nil }
    let context = request.workload.peakContext
    return try largest(below: context, of: .context).map {
      "a context of \(Numerals.grouped($0)) instead of \(Numerals.grouped(context)) tokens (--context \($0))"
    }
  }

  /// The largest value below a limit with which there is a plan; `nil` where there is none with 1. What fits the HBM is
  /// found first, as that takes no time.
  private func largest(below limit: Int, of axis: InputAxis) throws -> Int? {
    func varied(_ value: Int) throws -> PlanRequest { try axis.varied(request, to: Double(value)) }
    let fitting = try Self.largest(below: limit) { try fits(varied($0)) }
    return try fitting.flatMap { most in
      try isPlanned(varied(most)) ? most : try Self.largest(below: most) { try isPlanned(varied($0)) }
    }
  }

  /// The largest number below a limit for which a condition holds that, once false, stays false; `nil` where it never does.
  private static func largest(below limit: Int, _ holds: (Int) throws -> Bool) rethrows -> Int? {
    guard limit > 1, try holds(1) else { return nil }
    var low = 1
    var high = limit
    while high - low > 1 {
      let middle = (low + high) / 2
      if try holds(middle) { low = middle } else { high = middle }
    }
    return low
  }

  // MARK: - Latency

  private func tooSlow() throws -> Refusal {
    var free = request
    free.goal = try Goal(
      objective: .latency, batch: request.goal.batch ?? 1, gpuLimit: request.goal.gpuLimit,
      tolerance: request.goal.tolerance)
    let rounds = try free.cluster.usablePools.compactMap { try PoolSearch(free, poolIndex: $0).run()?.best.round }
    let target = request.goal.timePerOutputToken ?? Seconds(.infinity)
    guard let fastest = rounds.min() else {
      return Refusal(
        reason: .memory, sentence: "the model fits the HBM, but no arrangement can be placed on the domains",
        stage: nil, changes: [])
    }
    // Rounded up to three digits, so that the proposal holds.
    let scale = pow10(fastest)
    let proposal = Seconds((fastest / scale).rounded(.up) * scale)
    return Refusal(
      reason: .latency,
      sentence: "no layout is fast enough: for \(free.goal.batch ?? 1) in flight the fastest found takes "
        + "\(Seconds(fastest)) a token, the target is \(target)", stage: nil,
      changes: ["accept a TPOT of \(proposal) (--tpot \"\(proposal)\")"])
  }

  private func pow10(_ value: Double) -> Double {
    var scale = 1.0
    while value / scale >= 1000 { scale *= 10 }
    while value / scale < 100 { scale /= 10 }
    return scale
  }
}

/// A lower bound on the memory that the weights and caches of a request need in any layout.
struct MemoryNeed: Sendable {
  private let search: PoolSearch
  private let microBatch: Int

  /// For the sequences that the goal prescribes, else for one.
  init(_ request: PlanRequest, poolIndex: Int) throws {
    search = try PoolSearch(request, poolIndex: poolIndex)
    microBatch = request.goal.batch ?? 1
  }

  /// Whether some arrangement fits the GPUs.
  var fits: Bool { path(available: storage.available) != nil }

  /// The arrangement that needs the least HBM on its fullest GPU, and what that GPU would hold; `nil` where none exists.
  var leastOverflow: (layout: ReplicaLayout, stage: Int, memory: MemoryPrediction)? {
    // Below nothing where the reserve alone is more than there is.
    var low = max(0, storage.available)
    var high = max(1e9, storage.available)
    while path(available: high) == nil {
      high *= 2
      if high > 1e18 { return nil }
    }
    while high - low > 1e6 {
      let middle = (low + high) / 2
      if path(available: middle) == nil { low = middle } else { high = middle }
    }
    guard let path = path(available: high) else { return nil }
    let stages = path.stages.map { StageAssignment(layers: $0.layers, layout: search.space.layouts[$0.layout]) }
    let layout = ReplicaLayout(stages: stages, hopLevels: [], microBatch: microBatch, microBatches: 1)
    let memory = search.costs.cost(of: layout).stages.map { StagePrediction($0, bubble: 0).memory }
    guard let fullest = memory.indices.min(by: { memory[$0].free < memory[$1].free }) else { return nil }
    return (layout, fullest, memory[fullest])
  }

  private var storage: StorageTable { StorageTable(costs: search.costs, layouts: search.space.layouts) }

  private func path(available: Double) -> PipelinePath? {
    var storage = storage
    storage.available = available
    let layouts = search.space.layouts
    let times = TimeTable(costs: search.costs, layouts: layouts, microBatch: microBatch, wholeSequences: true)
    let tables = IntervalTables(
      interval: BatchInterval(microBatches: 1, sizes: microBatch...microBatch), storage: storage, smallest: times,
      largest: times)
    let unlimited = RoundLimit(any: .infinity, largest: .infinity)
    let fewest = FewestGPUs(
      gpus: layouts.map(\.gpus), feasibility: StageFeasibility(tables: tables, stages: search.space.stages))
    guard let found = fewest.solve(unlimited), found.gpus <= search.space.gpuLimit else { return nil }
    return found.path
  }
}
