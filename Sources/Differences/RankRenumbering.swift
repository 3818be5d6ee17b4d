import Clusters
import Models
import Plans

/// A worker as the stages that hold its weights.
struct HoldingWorker {
  let pool: String
  let groups: [HoldingGroup]

  var ranks: [HoldingGroup.Rank] { groups.flatMap(\.ranks) }
}

/// Numbers the ranks of every worker of plan B so that its GPUs keep as many bytes as can be of what they hold under plan A.
///
/// Workers of a kind are interchangeable, and so are the places of ranks within one; which GPUs a worker has stays. Where a
/// GPU could be any of several ranks for the same bytes, it stays the one that it was.
private struct RankRenumbering {
  private var table: PieceTable
  private let after: [HoldingWorker]
  private let cluster: Cluster
  private var held: [MachineKey: Held] = [:]
  private var lists = ListNumbers()
  private var kept: [Int: [Int: Int]] = [:]

  /// What a GPU has: a list of shards, and the rank that it is.
  private struct Held: Hashable {
    let list, rank: Int
  }

  /// More bytes of one GPU than this are no plan's.
  private static let mostBytes = 1e12

  /// - Parameter cluster: Of plan B.
  /// - Returns: `nil` where a plan contradicts itself.
  init?(before: [HoldingWorker], after: [HoldingWorker], cluster: Cluster) {
    let groups = (before + after).flatMap(\.groups)
    guard groups.allSatisfy({ $0.fault == nil }) else { return nil }
    table = PieceTable(groups)
    self.after = after
    self.cluster = cluster
    for worker in before {
      for (rank, (member, list)) in shards(of: worker).enumerated() {
        held[member.key] = Held(list: lists.number(of: list), rank: rank)
      }
    }
  }

  /// For each worker of plan B its GPUs in the order of ranks, by their numbers in the pool.
  mutating func orders() -> [[Int]] {
    var known: [[Int]: [Int]] = [:]
    return after.map { worker in
      let gpus = worker.ranks.map(\.gpu.number)
      guard let pool = cluster.pools.first(where: { $0.name == worker.pool }),
        gpus.allSatisfy((0..<pool.gpuCount).contains), Set(gpus).count == gpus.count
      else { return gpus }
      let wanted = shards(of: worker).map { (held: held[$0.gpu.key], list: lists.number(of: $0.shards)) }
      guard !wanted.enumerated().allSatisfy({ $1.held == Held(list: $1.list, rank: $0) }) else { return gpus }
      // Workers whose GPUs lie alike and hold alike are ordered alike.
      let key = places(of: gpus, in: pool) + wanted.flatMap { [$0.held?.list ?? -1, $0.held?.rank ?? -1, $0.list] }
      let indices = known[key] ?? order(gpus, pool, gains(wanted))
      known[key] = indices
      return indices.map { gpus[$0] }
    }
  }

  /// For each GPU the first of the list in its node, in its domain and below its switch.
  private func places(of gpus: [Int], in pool: Pool) -> [Int] {
    let levels: [(Int) -> Int] = [
      { $0 / pool.gpusPerNode }, pool.domain, { pool.tiers.isEmpty ? 0 : pool.group(of: $0, atTier: 0) },
    ]
    return levels.flatMap { level -> [Int] in
      var firsts: [Int: Int] = [:]
      return gpus.enumerated().map { index, gpu in
        let first = firsts[level(gpu)] ?? index
        firsts[level(gpu)] = first
        return first
      }
    }
  }

  private func order(_ gpus: [Int], _ pool: Pool, _ gains: [[Int]]) -> [Int] {
    let indices = Dictionary(uniqueKeysWithValues: gpus.enumerated().map { ($1, $0) })
    return RankMatching(gpus, in: pool) { rank, gpu in gains[indices[gpu] ?? 0][rank] }.matched()
      .map { indices[$0] ?? 0 }
  }

  /// For each GPU of a worker and each rank the bytes that would stay, in 1/1024, and 1 more for the rank that the GPU was.
  private mutating func gains(_ wanted: [(held: Held?, list: Int)]) -> [[Int]] {
    wanted.map { gpu in
      wanted.enumerated().map { rank, other in
        guard let held = gpu.held else { return 0 }
        return keptBytes(held.list, other.list) * 1024 + (held.rank == rank ? 1 : 0)
      }
    }
  }

  private mutating func keptBytes(_ list: Int, _ wanted: Int) -> Int {
    if let known = kept[list]?[wanted] { return known }
    let own = Dictionary(grouping: lists.all[list], by: \.piece)
    let bytes = lists.all[wanted].reduce(0.0) { sum, shard in
      let share = (own[shard.piece] ?? []).reduce(0.0) { $0 + Self.overlap($1, shard) }
      return sum + table.pieces[shard.piece].bytes * min(share, 1 / Double(shard.shards))
    }
    let result = Int(min(Self.mostBytes, bytes).rounded())
    kept[list, default: [:]][wanted] = result
    return result
  }

  /// The part of a piece that two shards of it share.
  private static func overlap(_ one: HeldShard, _ other: HeldShard) -> Double {
    func bounds(_ shard: HeldShard) -> (Double, Double) {
      (Double(shard.shard) / Double(shard.shards), Double(shard.shard + 1) / Double(shard.shards))
    }
    return max(0, min(bounds(one).1, bounds(other).1) - max(bounds(one).0, bounds(other).0))
  }

  private mutating func shards(of worker: HoldingWorker) -> [(gpu: GPUMember, shards: [HeldShard])] {
    worker.groups.flatMap { group in zip(group.ranks.map(\.gpu), table.shards(of: group)).map { ($0, $1) } }
  }
}

/// Numbers for lists of shards: equal ones have one number.
private struct ListNumbers {
  private(set) var all: [[HeldShard]] = []
  private var numbers: [[HeldShard]: Int] = [:]

  mutating func number(of list: [HeldShard]) -> Int {
    if let number = numbers[list] { return number }
    numbers[list] = all.count
    all.append(list)
    return all.count - 1
  }
}

extension ComparedPlan<Plan> {
  /// The plan with its ranks numbered so that as little must be loaded as can be where another plan runs.
  public func numbered(as other: ComparedPlan<Plan>) -> ComparedPlan<Plan> {
    guard SameMachines.are(other.readings, readings), let cluster = readings.cluster.value,
      let old = other.readings.models.first??.value, let new = readings.models.first??.value
    else { return self }
    let workers = ReplicaHolding(document).workers(of: new)
    // An edited plan may list GPUs in another order than that of replicas, stages and ranks.
    guard workers.flatMap(\.ranks).map(\.gpu.number) == document.workers.flatMap(\.placement.gpus).map(\.gpu),
      var renumbering = RankRenumbering(
        before: ReplicaHolding(other.document).workers(of: old), after: workers, cluster: cluster)
    else { return self }
    var numbers = renumbering.orders().joined().makeIterator()
    var result = self
    for kind in document.workers.indices {
      let places = Dictionary(
        document.workers[kind].placement.gpus.map { ($0.gpu, $0) }, uniquingKeysWith: { first, _ in first })
      result.document.workers[kind].placement.gpus = document.workers[kind].placement.gpus.map { rank in
        numbers.next().flatMap { places[$0] }.map { rank.on($0) } ?? rank
      }
    }
    return result
  }
}

extension ComparedPlan<ClusterPlan> {
  /// The plan with its ranks numbered so that as little must be loaded as can be where another plan runs.
  public func numbered(as other: ComparedPlan<ClusterPlan>) -> ComparedPlan<ClusterPlan> {
    guard SameMachines.are(other.readings, readings), let cluster = readings.cluster.value,
      let old = other.workers(on: cluster), let new = workers(on: cluster),
      var renumbering = RankRenumbering(before: old, after: new, cluster: cluster)
    else { return self }
    var result = self
    for (index, gpus) in renumbering.orders().enumerated() {
      result.document.placement.workers[index].gpus = PlacedWorker.runs(gpus)
    }
    return result
  }
}

extension PlacedGPU {
  /// The same rank on another GPU.
  fileprivate func on(_ other: PlacedGPU) -> PlacedGPU {
    var rank = self
    (rank.gpu, rank.rack, rank.domain, rank.node) = (other.gpu, other.rack, other.domain, other.node)
    (rank.index, rank.host) = (other.index, other.host)
    return rank
  }
}
