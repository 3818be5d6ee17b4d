import Models
import Plans

/// What every GPU of a plan of replicas holds.
struct ReplicaHolding {
  private let plan: Plan
  private let experts: [Int: [[Int]]]

  init(_ plan: Plan) {
    self.plan = plan
    experts = Dictionary(plan.placement.experts.map { ($0.layer, $0.ranks) }, uniquingKeysWith: { first, _ in first })
  }

  /// The stages of all replicas.
  func groups(of model: ModelArchitecture) -> [HoldingGroup] {
    var members: [Place: [PlacedGPU]] = [:]
    var order: [Place] = []
    for gpu in plan.placement.gpus {
      let place = Place(replica: gpu.replica, stage: gpu.stage)
      if members[place] == nil { order.append(place) }
      members[place, default: []].append(gpu)
    }
    return order.map { place in
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

  /// By GPU.
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

  /// Empty where the plan says nonsense; no model has more layers than this.
  private static func layers(_ stage: PlanStage) -> Range<Int> {
    guard stage.firstLayer >= 0, stage.firstLayer <= stage.lastLayer, stage.lastLayer < 1 << 16 else { return 0..<0 }
    return stage.firstLayer..<stage.lastLayer + 1
  }

  private struct Place: Hashable {
    let replica: Int
    let stage: Int
  }
}
