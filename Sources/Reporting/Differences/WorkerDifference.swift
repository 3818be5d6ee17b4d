import Plans

/// Workers that stay, go elsewhere, start and stop.
struct WorkerDifference {
  private let difference: PlanDifference

  init(_ difference: PlanDifference) { self.difference = difference }

  var section: DifferenceSection? {
    guard let workers = difference.workers else { return nil }
    guard !workers.isEmpty else {
      return DifferenceSection(title: "Workers", lines: ["the same in both plans, on the same GPUs"])
    }
    let rows = workers.map { kind in
      [name(kind, among: workers)]
        + [kind.gpus, kind.before, kind.after, kind.kept, kind.moved.count, kind.started.count, kind.stopped.count]
        .map(String.init)
    }
    return DifferenceSection(
      title: "Workers",
      table: .init(header: ["", "GPUs", "A", "B", "stay", "move", "start", "stop"], rows: rows),
      notes: ["kinds of which all workers stay are left out"])
  }

  private func name(_ kind: WorkerKindChange, among all: [WorkerKindChange]) -> String {
    let models = Set(all.map(\.model)).count > 1 ? ", \(kind.model)" : ""
    let pools = Set(all.map(\.pool)).count > 1 ? ", \(kind.pool)" : ""
    return "\(kind.role.rawValue) \(kind.layout)\(models)\(pools)"
  }
}
