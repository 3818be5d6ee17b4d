import Costing
import Plans

/// The result of a search for a frontier.
public enum FrontierResult: Sendable {
  /// A frontier.
  case frontier(FrontierDocument)
  /// Nothing fits, or nothing is fast enough.
  case refused(Refusal)
}

/// Finds every layout and batch that no other beats in both tokens per second of a GPU and of a user.
public struct FrontierPlanner: Sendable {
  private let request: PlanRequest
  private let progress: @Sendable (Double) -> Void
  private let isStopped: @Sendable () -> Bool

  /// - Parameters:
  ///   - request: Its goal limits TPOT and GPUs; the objective counts for nothing.
  ///   - progress: Called with the share of the search that is done, from any thread.
  ///   - isStopped: Whether the search is to end with what it has; asked now and then, from any thread.
  public init(
    _ request: PlanRequest, progress: @escaping @Sendable (Double) -> Void = { _ in },
    isStopped: @escaping @Sendable () -> Bool = { false }
  ) {
    self.request = request
    self.progress = progress
    self.isStopped = isStopped
  }

  /// - Throws: `Diagnostic` where the inputs contradict each other.
  public func frontier() throws -> FrontierResult {
    let pools = request.cluster.usablePools
    let searches = try pools.map { try FrontierSearch(request, poolIndex: $0, isStopped: isStopped) }
    let outcomes = searches.enumerated().map { index, search in
      search.run { [progress] in progress((Double(index) + $0) / Double(pools.count)) }
    }
    let staircase = FrontierStaircase(outcomes.flatMap(\.staircase.points))
    if staircase.points.isEmpty, isStopped() { throw PlanningInterrupted() }
    guard !staircase.points.isEmpty else { return .refused(try RefusalAnalysis(request: request).refusal()) }
    var layouts = FrontierLayouts()
    let points = staircase.points.map { layouts.entry($0) }
    return .frontier(
      FrontierDocument(
        inputs: FrontierInputs(request.inputs), layouts: layouts.list, points: points,
        certificate: certificate(searches, outcomes)))
  }

  private func certificate(_ searches: [FrontierSearch], _ outcomes: [FrontierOutcome]) -> FrontierCertificate {
    func sum(_ figure: (FrontierOutcome) -> Int) -> Int { outcomes.reduce(0) { $0 + figure($1) } }
    return FrontierCertificate(
      pools: searches.map(\.pool.costs.pool.name), space: searches.map(\.spaceSentence).joined(separator: "; or "),
      oneStageLayouts: sum(\.families),
      everyBatchUpTo: BatchSweep.everyBatchUpTo, batches: sum(\.batches), pipelines: sum(\.pipelines),
      intervals: sum(\.intervals), bounds: sum(\.bounds), shortfall: outcomes.reduce(0) { max($0, $1.shortfall) },
      tolerance: request.goal.tolerance)
  }
}

/// The layouts of points in the order in which they first appear.
private struct FrontierLayouts {
  private(set) var list: [FrontierLayout] = []
  private var places: [Key: Int] = [:]

  private struct Key: Hashable {
    let pool: Int
    let stages: [StageAssignment]
  }

  mutating func entry(_ point: FrontierPoint) -> FrontierEntry {
    let family = point.family
    let price = family.costs.pool.price
    return FrontierEntry(
      layout: place(point), microBatches: family.microBatches, microBatch: point.microBatch,
      timePerOutputToken: point.round, tokensPerSecondPerUser: 1 / point.round, tokensPerSecondPerGPU: point.speed,
      costPerMillionTokens: price.map {
        Speed.costPerMillionTokens(dollarsPerSecond: $0.value, tokensPerSecond: point.speed)
      })
  }

  /// A path with other numbers of micro-batches is the same layout.
  private mutating func place(_ point: FrontierPoint) -> Int {
    let stages = point.family.stages(microBatch: point.microBatch)
    let key = Key(pool: point.family.costs.poolIndex, stages: stages)
    if let place = places[key] { return place }
    places[key] = list.count
    list.append(point.family.document(stages))
    return list.count - 1
  }
}

extension ReplicaFamily {
  fileprivate func document(_ stages: [StageAssignment]) -> FrontierLayout {
    let names = map.hopLevels.map { costs.levelNames[$0] }
    return FrontierLayout(
      pool: costs.pool.name,
      stages: stages.enumerated().map { PlanStage($1, hop: $0 == 0 ? nil : names[$0 - 1]) }, tokenReturn: names.last,
      gpusPerReplica: gpus, replicas: ReplicaPacker(pool: costs.pool).pack(map).count)
  }
}
