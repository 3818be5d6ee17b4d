import Clusters
import Plans

/// Puts the workers of a composition where those of a plan that runs are, as far as can be.
struct KeptSites: Sendable {
  private let request: ClusterRequest
  private let current: ClusterPlan

  init(_ current: ClusterPlan, request: ClusterRequest) {
    self.current = current
    self.request = request
  }

  /// - Parameter counts: For each worker of the request.
  /// - Returns: `nil` where others find no room beside those that stay.
  func sites(_ counts: [Int]) -> [WorkerSite]? {
    let pools = request.cluster.pools
    let kinds = request.workers.indices.filter { counts[$0] > 0 }
    let kept = KeptPlaces(
      kinds.map { kind in
        KeptPlaces.Kind(
          poolIndex: request.workers[kind].poolIndex, running: running(request.workers[kind]), wanted: counts[kind],
          isAsPriced: { isAsRated($0, request.workers[kind]) })
      }, pools: pools)
    var left = request
    var missing = counts
    for (index, kind) in kinds.enumerated() {
      missing[kind] -= kept.places[index].count
      let pool = request.workers[kind].poolIndex
      let taken = Set(kept.places[index].values.joined()).union(left.cluster.pools[pool].unavailable)
      left.cluster.pools[pool].unavailable = taken.sorted()
    }
    let free = left.cluster.pools.map(\.availableGPUsPerDomain)
    // Beside those that stay, or where none of them is: together the others may hand caches over nearer.
    let apart = zip(free, pools).map { free, pool in
      zip(free, pool.availableGPUsPerDomain).map { $0 == $1 ? $0 : 0 }
    }
    let placer = WorkerPlacer(request: left, spreads: false, domainsPerUnit: pools.map { _ in 1 })
    let choices = [free, apart].compactMap { free -> [WorkerSite]? in
      let rest = placer.sites(missing, free: free, contents: pools.map { _ in [] })
      return rest.count == missing.reduce(0, +) ? numbered(kept, kinds, rest: rest) : nil
    }
    return choices.enumerated().max { (near($0.element), -$0.offset) < (near($1.element), -$1.offset) }?.element
  }

  /// Requests per second whose caches stay in a scale-up domain.
  private func near(_ sites: [WorkerSite]) -> Double {
    request.transfers(sites).reduce(0) { sum, transfer in
      sum + transfer.requestsPerSecond * (transfer.levels.first { $0.level == "scale-up" }?.share ?? 0)
    }
  }

  private func numbered(_ kept: KeptPlaces, _ kinds: [Int], rest: [WorkerSite]) -> [WorkerSite] {
    kinds.enumerated().flatMap { index, kind in
      let others = rest.filter { $0.kind == kind }.map(\.gpus).sorted { $0.lexicographicallyPrecedes($1) }
      let poolIndex = request.workers[kind].poolIndex
      let pool = request.cluster.pools[poolIndex]
      return kept.numbered(index, rest: others).map { gpus in
        WorkerSite(kind: kind, poolIndex: poolIndex, domains: Set(gpus.map(pool.domain)).sorted(), gpus: gpus)
      }
    }
  }

  /// Workers of the same kind, with the same weights, by their numbers.
  private func running(_ worker: OfferedWorker) -> [(number: Int, worker: RunningWorker)] {
    let pool = request.cluster.pools[worker.poolIndex]
    let model = request.models[worker.model]
    guard let old = current.inputs.models.first(where: { $0.name == model.name }),
      old.model?.sha256 == model.model?.sha256, old.weightFormat == model.weightFormat
    else { return [] }
    let numbers = Dictionary(pool.hosts.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    return current.placement.workers.filter { placed in
      guard current.composition.workers.indices.contains(placed.kind) else { return false }
      let kind = current.composition.workers[placed.kind]
      return kind.model == model.name && kind.pool == pool.name && kind.role == worker.role
        && kind.layout == worker.layout && kind.degrees == worker.degrees && kind.gpus == worker.footprint.gpus
        && kind.gpusPerDomain == worker.footprint.gpusPerDomain
    }.sorted { $0.number < $1.number }.enumerated().map { number, placed in
      let gpus = PlacedWorker.numbers(placed.gpus)
      let nodes = Set(gpus.map { $0 / pool.gpusPerNode }).sorted()
      // Nodes that have names are known by them, whatever their number is now.
      let hosts =
        placed.hosts?.count == nodes.count ? Dictionary(uniqueKeysWithValues: zip(nodes, placed.hosts ?? [])) : [:]
      return (
        number,
        RunningWorker(
          gpus: gpus.map { gpu in
            let (node, index) = gpu.quotientAndRemainder(dividingBy: pool.gpusPerNode)
            let now = hosts[node].map { numbers[$0] } ?? node
            return now.map { $0 * pool.gpusPerNode + index }.flatMap { $0 < pool.gpuCount ? $0 : nil }
          }, domains: gpus.map(pool.domain), isOrdered: false)
      )
    }
  }

  /// Whether the GPUs lie as the footprint says, and below one switch where the rate was predicted for that.
  private func isAsRated(_ gpus: [Int], _ worker: OfferedWorker) -> Bool {
    let pool = request.cluster.pools[worker.poolIndex]
    let counts = Dictionary(grouping: gpus, by: pool.domain).mapValues(\.count)
    guard counts.count == worker.footprint.domains,
      counts.values.allSatisfy({ $0 == worker.footprint.gpusPerDomain })
    else { return false }
    let groups = pool.tiers.map { max(1, $0.gpusPerGroup / pool.gpusPerDomain) }
    guard worker.keepsToGroup, counts.count > 1, let length = groups.first(where: { $0 >= counts.count }) else {
      return true
    }
    return Set(counts.keys.map { $0 / length }).count == 1
  }
}
