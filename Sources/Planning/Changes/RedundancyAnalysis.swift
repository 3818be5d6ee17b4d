import Costing
import Optimization
import Plans

/// What redundant experts are worth: the best layout with each number of slots for copies, from none to the first number
/// beyond the plan's, found by solving again with the plan's number of micro-batches. Copies fill HBM that sequences could
/// have, and level the load.
struct RedundancyAnalysis: Sendable {
  private let request: PlanRequest
  private let best: Candidate
  private let poolIndex: Int

  init(_ request: PlanRequest, best: Candidate, poolIndex: Int) {
    self.request = request
    self.best = best
    self.poolIndex = poolIndex
  }

  /// With rising numbers of slots; `nil` where no expert load was given, their number is prescribed or nothing is divided.
  func values() throws -> [RedundancyValue]? {
    guard request.expertLoad != nil, request.redundancy == .automatic,
      best.layout.stages.contains(where: { $0.layout.expertParallel > 1 })
    else { return nil }
    let search = try PoolSearch(request, poolIndex: poolIndex)
    let chosen = slots(best.layout)
    let beyond = ExpertRedundancy.triedSlots.first { $0 > chosen ?? -1 && addsCopies($0, chosen) }
    let tried = [nil] + ExpertRedundancy.triedSlots.filter { $0 <= beyond ?? .max && addsCopies($0, nil) }
    return try Concurrency.map(tried.count, progress: { _ in }) { index in
      Result { tried[index] == chosen ? value(best, search, isChosen: true) : try solve(tried[index]) }
    }.compactMap { try $0.get() }
  }

  /// `nil` where nothing fits with so many.
  private func solve(_ slots: Int?) throws -> RedundancyValue? {
    var request = request
    request.redundancy = slots.map { .slots($0) } ?? .copies(0)
    let search = try PoolSearch(request, poolIndex: poolIndex)
    return search.quickBest(microBatches: best.layout.microBatches).map { value($0, search, isChosen: false) }
  }

  private func value(_ candidate: Candidate, _ search: PoolSearch, isChosen: Bool) -> RedundancyValue {
    let stages = search.costs.cost(of: candidate.layout).stages
    return RedundancyValue(
      slots: slots(candidate.layout),
      redundantExperts: candidate.layout.stages.map(\.layout.redundantExperts).max() ?? 0,
      bytes: stages.map { $0.memory.redundantExperts?.value ?? 0 }.max() ?? 0, objective: candidate.score,
      isChosen: isChosen)
  }

  /// Slots beyond ⌈E / EP⌉ of the stage that has most; `nil` where each expert has one copy.
  private func slots(_ layout: ReplicaLayout) -> Int? {
    layout.stages.map(\.layout.expertDivision).filter { $0.redundantExperts > 0 }.map {
      $0.slots(experts: experts) - ExpertDivision(expertParallel: $0.expertParallel).slots(experts: experts)
    }.max()
  }

  /// Whether a number of slots is more than another: filling up adds nothing where experts divide evenly.
  private func addsCopies(_ slots: Int, _ before: Int?) -> Bool {
    guard slots == 0 else { return true }
    return before == nil && best.layout.stages.contains { experts % $0.layout.expertParallel != 0 }
  }

  private var experts: Int { ModelDegrees(request.model).experts }
}
