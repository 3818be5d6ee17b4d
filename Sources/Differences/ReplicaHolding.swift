import Models
import Plans

/// The weights that every GPU of a plan of replicas holds.
struct ReplicaHolding {
  private let kinds: [KindHolding]

  init(_ plan: Plan) { kinds = plan.kinds.map(KindHolding.init) }

  /// The stages of all replicas.
  func groups(of model: ModelArchitecture) -> [HoldingGroup] { workers(of: model).flatMap(\.groups) }

  /// All replicas.
  func workers(of model: ModelArchitecture) -> [HoldingWorker] { kinds.flatMap { $0.workers(of: model) } }

  /// The role of each GPU.
  var roles: [GPUMember: GPURole] {
    kinds.reduce(into: [:]) { roles, kind in roles.merge(kind.roles) { first, _ in first } }
  }
}

/// The weights that every GPU of one kind of replica holds.
private struct KindHolding {
  private let plan: Plan
  private let experts: [Int: [[Int]]]

  init(_ plan: Plan) {
    self.plan = plan
    experts = Dictionary(plan.placement.experts.map { ($0.layer, $0.ranks) }, uniquingKeysWith: { first, _ in first })
  }

  /// All replicas.
  func workers(of model: ModelArchitecture) -> [HoldingWorker] {
    var members: [Place: [PlacedGPU]] = [:]
    var order: [Int: [Place]] = [:]
    for gpu in plan.placement.gpus {
      let place = Place(replica: gpu.replica, stage: gpu.stage)
      if members[place] == nil { order[gpu.replica, default: []].append(place) }
      members[place, default: []].append(gpu)
    }
    return order.sorted { $0.key < $1.key }.map { _, places in
      HoldingWorker(pool: plan.layout.pool, groups: groups(places, members, of: model))
    }
  }

  private func groups(
    _ places: [Place], _ members: [Place: [PlacedGPU]], of model: ModelArchitecture
  ) -> [HoldingGroup] {
    places.map { place in
      guard plan.layout.stages.indices.contains(place.stage) else {
        // No layers, which the group itself calls a fault.
        return HoldingGroup(
          model: model, layers: 0..<0, tensorParallel: 1, expertTensorParallel: 1, experts: [:], ranks: [])
      }
      let stage = plan.layout.stages[place.stage]
      return HoldingGroup(
        model: model, layers: Self.layers(stage), tensorParallel: stage.tensorParallel,
        expertTensorParallel: stage.expertTensorParallel, experts: experts,
        ranks: (members[place] ?? []).map { gpu in
          HoldingGroup.Rank(
            gpu: member(gpu), tensor: gpu.tensorRank, expert: gpu.expertRank, expertTensor: gpu.expertTensorRank)
        })
    }
  }

  /// The role of each GPU.
  var roles: [GPUMember: GPURole] {
    var lists: [[Int]: ExpertLists] = [:]
    var result: [GPUMember: GPURole] = [:]
    for gpu in plan.placement.gpus {
      guard plan.layout.stages.indices.contains(gpu.stage) else { continue }
      let stage = plan.layout.stages[gpu.stage]
      let key = [gpu.stage, gpu.expertRank]
      let held = lists[key] ?? expertLists(stage, rank: gpu.expertRank)
      lists[key] = held
      let numbers = [
        stage.firstLayer, stage.lastLayer, gpu.stage == plan.layout.stages.count - 1 ? 1 : 0, stage.tensorParallel,
        gpu.tensorRank, stage.expertTensorParallel, gpu.expertTensorRank,
      ]
      result[member(gpu)] = GPURole(what: plan.inputs.model.sha256, numbers: numbers, experts: held)
    }
    return result
  }

  private func expertLists(_ stage: PlanStage, rank: Int) -> ExpertLists {
    ExpertLists(
      Self.layers(stage).map { layer in
        guard let ranks = experts[layer], ranks.indices.contains(rank) else { return [] }
        return ranks[rank]
      })
  }

  private func member(_ gpu: PlacedGPU) -> GPUMember {
    GPUMember(key: MachineKey(gpu, pool: plan.layout.pool), number: gpu.gpu)
  }

  /// The layers of a stage; empty where the plan is invalid. No model has more layers than the limit here.
  private static func layers(_ stage: PlanStage) -> Range<Int> {
    guard stage.firstLayer >= 0, stage.firstLayer <= stage.lastLayer, stage.lastLayer < 1 << 16 else { return 0..<0 }
    return stage.firstLayer..<stage.lastLayer + 1
  }

  private struct Place: Hashable {
    let replica: Int
    let stage: Int
  }
}

/// The part of the model on a GPU, as the plan states it: GPUs of equal roles hold the same weights.
struct GPURole: Hashable, Sendable {
  /// Model, and for a worker its kind.
  let what: String
  /// Layers, degrees and ranks.
  let numbers: [Int]
  /// Layer by layer the routed experts.
  let experts: ExpertLists

  init(what: String, numbers: [Int], experts: ExpertLists = ExpertLists([])) {
    self.what = what
    self.numbers = numbers
    self.experts = experts
  }
}

/// Lists of experts, hashed by their number only: many GPUs share them, and ranks differ anyhow.
struct ExpertLists: Hashable, Sendable {
  let lists: [[Int]]

  init(_ lists: [[Int]]) { self.lists = lists }

  func hash(into hasher: inout Hasher) { hasher.combine(lists.count) }
}

/// Sorts GPUs by whether their role changes.
struct GPUSorting {
  private let before: [GPUMember: GPURole]
  private let after: [GPUMember: GPURole]
  private let areSameMachines: Bool

  /// - Parameter areSameMachines: Whether GPUs of one place are one GPU in both plans.
  init(before: [GPUMember: GPURole], after: [GPUMember: GPURole], areSameMachines: Bool) {
    self.before = before
    self.after = after
    self.areSameMachines = areSameMachines
  }

  /// - Returns: `nil` where every GPU does what it did.
  var changes: GPUChanges? {
    var roles: [MachineKey: GPURole] = [:]
    if areSameMachines { for (gpu, role) in before { roles[gpu.key] = role } }
    let stays = after.keys.filter { roles[$0.key] != nil }
    let unchanged = stays.filter { roles[$0.key] == after[$0] }
    guard unchanged.count < after.count || after.count < before.count else { return nil }
    let staying = Set(stays.map(\.key))
    return GPUChanges(
      unchanged: Self.numbers(unchanged), changed: Self.numbers(stays.filter { roles[$0.key] != after[$0] }),
      newlyUsed: Self.numbers(after.keys.filter { roles[$0.key] == nil }),
      noLongerUsed: Self.numbers(before.keys.filter { !staying.contains($0.key) }))
  }

  private static func numbers(_ gpus: some Sequence<GPUMember>) -> [GPUChanges.Numbers] {
    Dictionary(grouping: gpus, by: \.key.pool).sorted { $0.key < $1.key }
      .map { GPUChanges.Numbers(pool: $0.key, numbers: $0.value.map(\.number)) }
  }
}
