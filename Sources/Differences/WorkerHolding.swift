import Clusters
import Experts
import Models
import Plans

/// The weights that every GPU of a cluster plan holds: layers are spread evenly over the stages of a worker, experts
/// over its ranks.
struct WorkerHolding {
  private let plan: ClusterPlan
  private let cluster: Cluster?

  /// - Parameter cluster: The cluster of the plan; `nil` where it cannot be read.
  init(_ plan: ClusterPlan, cluster: Cluster?) {
    self.plan = plan
    self.cluster = cluster
  }

  /// All workers; `nil` where degrees are unknown or contradict the GPUs.
  /// - Parameter models: The models in the order of the plan's inputs.
  func workers(of models: [ModelArchitecture]) -> [HoldingWorker]? {
    var result: [HoldingWorker] = []
    let names = plan.inputs.models.map(\.name)
    for worker in plan.placement.workers {
      guard plan.composition.workers.indices.contains(worker.kind) else { return nil }
      let kind = plan.composition.workers[worker.kind]
      guard let index = names.firstIndex(of: kind.model), models.indices.contains(index), let degrees = kind.degrees,
        let stages = stages(of: worker, pool: kind.pool, degrees, model: models[index])
      else { return nil }
      result.append(HoldingWorker(pool: kind.pool, groups: stages))
    }
    return result
  }

  /// The role of each GPU.
  var roles: [GPUMember: GPURole] {
    var result: [GPUMember: GPURole] = [:]
    for worker in plan.placement.workers where plan.composition.workers.indices.contains(worker.kind) {
      let kind = plan.composition.workers[worker.kind]
      let key = WorkerKindKey(kind, served: plan.inputs.models)
      for (rank, gpu) in members(of: worker, pool: kind.pool).enumerated() {
        result[gpu] = GPURole(what: "\(key)", numbers: [rank])
      }
    }
    return result
  }

  private func stages(
    of worker: PlacedWorker, pool: String, _ degrees: ComposedWorkers.Degrees, model: ModelArchitecture
  ) -> [HoldingGroup]? {
    let gpus = members(of: worker, pool: pool)
    let count = degrees.pipelineParallel
    guard count > 0, degrees.tensorParallel > 0, degrees.expertParallel > 0, gpus.count % count == 0,
      count <= model.layers.count, (gpus.count / count) % degrees.expertParallel == 0,
      (gpus.count / count) % degrees.tensorParallel == 0, !gpus.isEmpty
    else { return nil }
    let size = gpus.count / count
    let slices = size / degrees.expertParallel
    let experts = Self.experts(of: model, ranks: degrees.expertParallel)
    return (0..<count).map { stage in
      HoldingGroup(
        model: model, layers: stage * model.layers.count / count..<(stage + 1) * model.layers.count / count,
        tensorParallel: degrees.tensorParallel, expertTensorParallel: slices, experts: experts,
        ranks: (0..<size).map { rank in
          HoldingGroup.Rank(
            gpu: gpus[stage * size + rank], tensor: rank % degrees.tensorParallel, expert: rank / slices,
            expertTensor: rank % slices)
        })
    }
  }

  /// Runs that a file makes longer than any pool are cut short: the plan does not hold then anyhow.
  private func members(of worker: PlacedWorker, pool name: String) -> [GPUMember] {
    let pool = cluster?.pools.first { $0.name == name }
    let most = pool?.gpuCount ?? 1 << 20
    return worker.gpus.flatMap { run -> [GPUMember] in
      guard run.count == 2, run[0] >= 0, run[0] <= run[1], run[1] < most else { return [] }
      return (run[0]...run[1]).map { number in
        let key = pool.map { MachineKey($0.location(of: number), pool: name) } ?? MachineKey(number: number, pool: name)
        return GPUMember(key: key, number: number)
      }
    }
  }

  private static func experts(of model: ModelArchitecture, ranks: Int) -> [Int: [[Int]]] {
    var maps: [Int: [[Int]]] = [:]
    var result: [Int: [[Int]]] = [:]
    for layer in model.layers {
      guard let count = layer.kind.feedForward.mixture?.expertCount else { continue }
      let map = maps[count] ?? ExpertMap.blocks(experts: count, ranks: ranks).ranks
      maps[count] = map
      result[layer.index] = map
    }
    return result
  }
}

/// The workers that stay, move, start and stop.
struct WorkerComparison {
  private let before: [WorkerKindKey: [[[Int]]]]
  private let after: [WorkerKindKey: [[[Int]]]]
  private let areSameMachines: Bool

  init(before: ClusterPlan, after: ClusterPlan, areSameMachines: Bool) {
    self.before = Self.workers(before)
    self.after = Self.workers(after)
    self.areSameMachines = areSameMachines
  }

  /// The kinds of which a worker moves, starts or stops.
  var changes: [WorkerKindChange] {
    Set(before.keys).union(after.keys).sorted().compactMap { key in
      var (old, new) = (before[key] ?? [], after[key] ?? [])
      // A GPU of another cluster is another one, whatever its number.
      let kept = areSameMachines ? Set(old).intersection(new) : []
      old.removeAll(where: kept.contains)
      new.removeAll(where: kept.contains)
      guard !old.isEmpty || !new.isEmpty else { return nil }
      let moved = areSameMachines ? min(old.count, new.count) : 0
      if areSameMachines { Self.pair(&old, &new) }
      return WorkerKindChange(
        model: key.model, pool: key.pool, role: key.role, layout: key.layout, gpus: key.gpus, kept: kept.count,
        moved: zip(old.prefix(moved), new).map { WorkerKindChange.Move(from: $0, to: $1) },
        started: Array(new.dropFirst(moved)), stopped: Array(old.dropFirst(moved)))
    }
  }

  /// More workers than this are not paired: their order is as good as any.
  private static let mostPaired = 200

  /// Sorts workers so that those at the same place before and after have as many GPUs in common as can be.
  private static func pair(_ old: inout [[[Int]]], _ new: inout [[[Int]]]) {
    let count = max(old.count, new.count)
    guard count > 1, count <= mostPaired else { return }
    let sets = [old, new].map { $0.map { Set(PlacedWorker.numbers($0)) } }
    let columns = CheapestAssignment(
      (0..<count).map { row in
        (0..<count).map { column in
          row < old.count && column < new.count ? -sets[0][row].intersection(sets[1][column]).count : 0
        }
      }
    ).columns
    let pairs = columns.enumerated().map { (old: $0, new: $1) }
    let (both, single) = (
      pairs.filter { $0.old < old.count && $0.new < new.count },
      pairs.filter { $0.old >= old.count || $0.new >= new.count }
    )
    let order = both + single
    old = order.filter { $0.old < old.count }.map { [old] in old[$0.old] }
    new = order.filter { $0.new < new.count }.map { [new] in new[$0.new] }
  }

  /// The GPUs of each worker, ascending by the first.
  private static func workers(_ plan: ClusterPlan) -> [WorkerKindKey: [[[Int]]]] {
    var result: [WorkerKindKey: [[[Int]]]] = [:]
    for worker in plan.placement.workers where plan.composition.workers.indices.contains(worker.kind) {
      let key = WorkerKindKey(plan.composition.workers[worker.kind], served: plan.inputs.models)
      // Another order of ranks is no other place.
      result[key, default: []].append(worker.gpus.sorted { $0.lexicographicallyPrecedes($1) })
    }
    return result.mapValues { $0.sorted { ($0.first?.first ?? 0) < ($1.first?.first ?? 0) } }
  }
}

/// The common properties of workers of one kind in both plans, in sorting order.
private struct WorkerKindKey: Hashable, Comparable {
  let model, pool: String
  let role: WorkerRole
  let layout: String
  let gpus, gpusPerDomain: Int
  /// The identity of the weights: the model as read and its format. Workers of other weights are other workers.
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

extension ComparedPlan<ClusterPlan> {
  /// All workers with what they hold; `nil` where that cannot be told.
  /// - Parameter other: Tells the places of GPUs where the cluster of the plan cannot be read as it was.
  func workers(on other: Cluster) -> [HoldingWorker]? {
    let models = readings.models.compactMap { $0?.value }
    guard models.count == document.inputs.models.count else { return nil }
    return WorkerHolding(document, cluster: readings.cluster.value ?? other).workers(of: models)
  }
}
