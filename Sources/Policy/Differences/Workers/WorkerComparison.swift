import Plans

/// Which workers stay, go elsewhere, start and stop.
struct WorkerComparison {
  private let before: [WorkerKindKey: [[[Int]]]]
  private let after: [WorkerKindKey: [[[Int]]]]
  private let areSameMachines: Bool

  init(before: ClusterPlan, after: ClusterPlan, areSameMachines: Bool) {
    self.before = Self.workers(before)
    self.after = Self.workers(after)
    self.areSameMachines = areSameMachines
  }

  /// Kinds of which a worker goes elsewhere, starts or stops.
  var changes: [WorkerKindChange] {
    Set(before.keys).union(after.keys).sorted().compactMap { key in
      var (old, new) = (before[key] ?? [], after[key] ?? [])
      // A GPU of another cluster is another one, whatever its number.
      let kept = areSameMachines ? Set(old).intersection(new) : []
      old.removeAll(where: kept.contains)
      new.removeAll(where: kept.contains)
      guard !old.isEmpty || !new.isEmpty else { return nil }
      let moved = areSameMachines ? min(old.count, new.count) : 0
      return WorkerKindChange(
        model: key.model, pool: key.pool, role: key.role, layout: key.layout, gpus: key.gpus, kept: kept.count,
        moved: zip(old.prefix(moved), new).map { WorkerKindChange.Move(from: $0, to: $1) },
        started: Array(new.dropFirst(moved)), stopped: Array(old.dropFirst(moved)))
    }
  }

  /// The GPUs of each worker, ascending by the first.
  private static func workers(_ plan: ClusterPlan) -> [WorkerKindKey: [[[Int]]]] {
    var result: [WorkerKindKey: [[[Int]]]] = [:]
    for worker in plan.placement.workers where plan.composition.workers.indices.contains(worker.kind) {
      let key = WorkerKindKey(plan.composition.workers[worker.kind], served: plan.inputs.models)
      result[key, default: []].append(worker.gpus)
    }
    return result.mapValues { $0.sorted { ($0.first?.first ?? 0) < ($1.first?.first ?? 0) } }
  }
}
