import Plans

/// What workers of one kind have in common in both plans, and what they are sorted by.
struct WorkerKindKey: Hashable, Comparable {
  let model, pool: String
  let role: WorkerRole
  let layout: String
  let gpus, gpusPerDomain: Int
  /// Of the model's reading and the format that its weights are stored in; workers of other weights are other workers.
  let weights: String

  init(_ workers: ComposedWorkers, served: [ServedModel]) {
    model = workers.model
    pool = workers.pool
    role = workers.role
    layout = workers.layout
    gpus = workers.gpus
    gpusPerDomain = workers.gpusPerDomain
    let model = served.first { $0.name == workers.model }
    weights = "\(model?.model?.sha256 ?? "") \(model?.weightFormat?.rawValue ?? "")"
  }

  static func < (left: Self, right: Self) -> Bool {
    let first = [left.model, left.pool, left.role.rawValue, left.layout, left.weights]
    let second = [right.model, right.pool, right.role.rawValue, right.layout, right.weights]
    if first != second { return first.lexicographicallyPrecedes(second) }
    return (left.gpus, left.gpusPerDomain) < (right.gpus, right.gpusPerDomain)
  }
}
