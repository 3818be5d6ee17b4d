import Clusters
import Plans

/// Checks that every rank of every replica has an available GPU of its own, in the domains of the layout.
struct PlacementCheck {
  let plan: Plan
  let pool: Pool

  var findings: [Finding] { gpuFindings + rankFindings + (listsEveryRank ? domainFindings : []) }

  /// Whether as many GPUs are listed as the layout has ranks, all of them in the pool: only then can places be followed.
  var listsEveryRank: Bool {
    let gpus = plan.layout.stages.reduce(0) { $0 + $1.gpus }
    let (ranks, overflows) = gpus.multipliedReportingOverflow(by: plan.layout.replicas)
    return !overflows && ranks == plan.placement.gpus.count
      && plan.placement.gpus.allSatisfy { (0..<pool.gpuCount).contains($0.gpu) }
  }

  private var gpuFindings: [Finding] {
    var seen: Set<Int> = []
    let unavailable = Set(pool.unavailable)
    return plan.placement.gpus.enumerated().compactMap { index, placed in
      let key = "placement.gpus[\(index)]"
      guard placed.gpu >= 0, placed.gpu < pool.gpuCount else {
        return Finding(id: .unknownGPU, key: key, claimed: "GPU \(placed.gpu)", actual: "\(pool.gpuCount) GPUs")
      }
      guard !unavailable.contains(placed.gpu) else {
        return Finding(id: .gpuUnavailable, key: key, claimed: "GPU \(placed.gpu)", actual: "unavailable")
      }
      guard seen.insert(placed.gpu).inserted else {
        return Finding(id: .gpuTwice, key: key, claimed: "GPU \(placed.gpu)", actual: "in use already")
      }
      let place = pool.location(of: placed.gpu)
      guard
        (place.rack, place.domain, place.node, place.index) == (placed.rack, placed.domain, placed.node, placed.index),
        place.host == placed.host
      else {
        return Finding(
          id: .gpuElsewhere, key: key, claimed: "rack \(placed.rack), node \(placed.node), index \(placed.index)",
          actual: place.name)
      }
      return nil
    }
  }

  /// The ranks of a stage in the order of the list, which is that of ranks.
  private var rankFindings: [Finding] {
    let actual = plan.placement.gpus
    let perReplica = plan.layout.stages.reduce(0) { $0 + $1.gpus }
    guard perReplica > 0, actual.count % perReplica == 0, actual.count / perReplica == plan.layout.replicas else {
      return [
        Finding(
          id: .ranksWrong, key: "placement.gpus", claimed: "\(actual.count) GPUs",
          actual: "\(plan.layout.replicas) replicas of \(perReplica) ranks")
      ]
    }
    var index = 0
    for replica in 0..<plan.layout.replicas {
      for (stage, division) in plan.layout.stages.enumerated() {
        for rank in 0..<division.gpus {
          let (claimed, expected) = (
            PlacedRank(actual[index]), PlacedRank(replica: replica, stage: stage, rank: rank, division)
          )
          guard claimed == expected else {
            return [
              Finding(
                id: .ranksWrong, key: "placement.gpus[\(index)]", claimed: "\(claimed)", actual: "\(expected)")
            ]
          }
          index += 1
        }
      }
    }
    return []
  }

  /// A stage over d domains has its ranks in d of them, equally many in each.
  private var domainFindings: [Finding] {
    var index = 0
    for replica in 0..<plan.layout.replicas {
      for (stage, division) in plan.layout.stages.enumerated() {
        let members = plan.placement.gpus[index..<index + division.gpus]
        index += division.gpus
        let counts = Dictionary(grouping: members, by: \.domain).mapValues(\.count)
        guard counts.count == division.domains, counts.values.allSatisfy({ $0 == division.gpusPerDomain }) else {
          return [
            Finding(
              id: .domainsWrong, key: "layout.stages[\(stage)]",
              claimed: "\(division.domains) domains × \(division.gpusPerDomain)",
              actual: "replica \(replica) lies in \(counts.count) domains")
          ]
        }
      }
    }
    return []
  }
}

/// The role of a GPU in a replica.
private struct PlacedRank: Equatable, CustomStringConvertible {
  let replica, stage, tensor, data, expert, expertTensor: Int

  init(replica: Int, stage: Int, rank: Int, _ division: PlanStage) {
    self.replica = replica
    self.stage = stage
    // A degree of 0 is found elsewhere.
    let (tensors, slices) = (max(1, division.tensorParallel), max(1, division.expertTensorParallel))
    tensor = rank % tensors
    data = rank / tensors
    expert = rank / slices
    expertTensor = rank % slices
  }

  init(_ placed: PlacedGPU) {
    replica = placed.replica
    stage = placed.stage
    tensor = placed.tensorRank
    data = placed.dataRank
    expert = placed.expertRank
    expertTensor = placed.expertTensorRank
  }

  var description: String {
    "replica \(replica), stage \(stage), TP rank \(tensor), DP rank \(data), EP rank \(expert), expert TP rank "
      + "\(expertTensor)"
  }
}
