import Clusters
import Plans

/// The places of workers that run, as far as a new plan with workers of the same kinds can keep them.
struct KeptPlaces: Sendable {
  /// Workers of one kind: those that run, and how many the new plan has.
  struct Kind: Sendable {
    let poolIndex: Int
    /// By their numbers, ascending.
    let running: [(number: Int, worker: RunningWorker)]
    let wanted: Int
    /// Whether ranks on GPUs, by their numbers in the pool, are what the price of the kind is for.
    let isAsPriced: @Sendable ([Int]) -> Bool
  }

  /// What is free beside the workers that have a place.
  private(set) var keepers: [PlaceKeeper]
  /// For each kind the GPUs of its workers that have a place, by number.
  private(set) var places: [[Int: [Int]]]

  /// Those that lost nothing stay; of others those go on first that have most left.
  init(_ kinds: [Kind], pools: [Pool]) {
    let running = kinds.flatMap { kind in kind.running.map { (kind.poolIndex, $0.worker) } }
    keepers = pools.enumerated().map { index, pool in
      PlaceKeeper(
        pool, free: (0..<pool.domainCount).flatMap(pool.availableGPUs),
        claimed: Set(running.filter { $0.0 == index }.flatMap { $0.1.gpus.compactMap(\.self) }))
    }
    places = kinds.map { _ in [:] }
    var stopped: [(kind: Int, number: Int, worker: RunningWorker, left: Int)] = []
    for (index, kind) in kinds.enumerated() {
      for (number, worker) in kind.running {
        let before = keepers[kind.poolIndex]
        let left = before.left(of: worker)
        if places[index].count < kind.wanted, left == worker.gpus.count,
          let gpus = keepers[kind.poolIndex].keep(worker), kind.isAsPriced(gpus)
        {
          places[index][number] = gpus
        } else {
          keepers[kind.poolIndex] = before
          stopped.append((index, number, worker, left))
        }
      }
    }
    let order = stopped.enumerated().filter { $0.element.left > 0 }.sorted {
      (-$0.element.left, $0.offset) < (-$1.element.left, $1.offset)
    }
    for (_, lost) in order where places[lost.kind].count < kinds[lost.kind].wanted {
      let pool = kinds[lost.kind].poolIndex
      let before = keepers[pool]
      if let gpus = keepers[pool].mended(lost.worker), kinds[lost.kind].isAsPriced(gpus) {
        places[lost.kind][lost.number] = gpus
      } else {
        keepers[pool] = before
      }
    }
  }

  /// All workers of a kind in the order of their numbers: those that have a place keep theirs where there still is such a
  /// number, others take those that are left.
  func numbered(_ kind: Int, rest: [[Int]]) -> [[Int]] {
    let count = places[kind].count + rest.count
    var result: [[Int]?] = Array(repeating: nil, count: count)
    for (number, gpus) in places[kind] where number < count { result[number] = gpus }
    let beyond = places[kind].filter { $0.key >= count }.sorted { $0.key < $1.key }.map(\.value)
    var others = (beyond + rest).makeIterator()
    return result.compactMap { $0 ?? others.next() }
  }
}

/// Where the replicas of a plan run, for a new plan of the same model.
struct KeptReplicas: Sendable {
  /// Replicas of the new plan that are alike.
  struct Kind: Sendable {
    let layout: PlanLayout
    let poolIndex: Int
    let map: DomainMap
    let hopLevels: [Int]
  }

  private let current: Plan
  private let pools: [Pool]

  init(_ current: Plan, pools: [Pool]) {
    self.current = current
    self.pools = pools
  }

  /// For each kind the GPUs of every replica, in the order of ranks; `nil` where others find no room beside those that stay.
  func places(_ kinds: [Kind]) -> [[[Int]]]? {
    var kept = KeptPlaces(
      kinds.map { kind in
        KeptPlaces.Kind(
          poolIndex: kind.poolIndex, running: running(kind), wanted: kind.layout.replicas,
          isAsPriced: { isAsPriced($0, kind) })
      }, pools: pools)
    var rest: [[[Int]]] = kinds.map { _ in [] }
    for index in kinds.indices.sorted(by: { largerFirst(kinds[$0], $0, kinds[$1], $1) }) {
      let kind = kinds[index]
      let missing = kind.layout.replicas - kept.places[index].count
      guard missing > 0 else { continue }
      var free = kept.keepers[kind.poolIndex].freePerDomain
      let domains = ReplicaPacker(pool: pools[kind.poolIndex]).pack(kind.map, limit: missing, free: &free)
      guard domains.count == missing else { return nil }
      for replica in domains {
        guard let gpus = kept.take(replica, kind) else { return nil }
        rest[index].append(gpus)
      }
    }
    return kinds.indices.map { kept.numbered($0, rest: rest[$0]) }
  }

  private func largerFirst(_ left: Kind, _ first: Int, _ right: Kind, _ second: Int) -> Bool {
    func key(_ kind: Kind) -> (Int, Int) { (-(kind.map.used.max() ?? 0), -kind.layout.gpusPerReplica) }
    return key(left) == key(right) ? first < second : key(left) < key(right)
  }

  /// Replicas of the same pool and the same stages, whatever their batch.
  private func running(_ kind: Kind) -> [(number: Int, worker: RunningWorker)] {
    let numbers = pools[kind.poolIndex].numbersByPlace
    return current.workers.filter { old in
      old.layout.pool == kind.layout.pool && old.layout.stages == kind.layout.stages
        && old.layout.tokenReturn == kind.layout.tokenReturn
    }.flatMap { old -> [(number: Int, worker: RunningWorker)] in
      Dictionary(grouping: old.placement.gpus, by: \.replica).sorted { $0.key < $1.key }.compactMap { number, gpus in
        guard gpus.count == kind.layout.gpusPerReplica else { return nil }
        return (
          number,
          RunningWorker(
            gpus: gpus.map { numbers[GPUPlace($0)] }, domains: gpus.map(\.domain), isOrdered: kind.map.used.count > 1)
        )
      }
    }
  }

  /// Whether every stage lies in domains as its layout has it, and hops cross the levels that they are priced on.
  private func isAsPriced(_ gpus: [Int], _ kind: Kind) -> Bool {
    let pool = pools[kind.poolIndex]
    func level(_ first: Int, _ second: Int) -> Int {
      switch pool.meetingLevel(of: first, and: second) {
      case .scaleUp: 0
      case .tier(let tier): tier + 1
      }
    }
    let sizes = [1] + pool.tiers.map { max(1, $0.gpusPerGroup / pool.gpusPerDomain) }
    var start = 0
    var stages: [ArraySlice<Int>] = []
    for stage in kind.layout.stages {
      let members = gpus[start..<start + stage.gpus]
      start += stage.gpus
      stages.append(members)
      let counts = Dictionary(grouping: members, by: pool.domain).mapValues(\.count)
      guard counts.count == stage.domains, counts.values.allSatisfy({ $0 == stage.gpusPerDomain }),
        let first = members.min(), let last = members.max(),
        level(first, last) <= sizes.firstIndex(where: { $0 >= stage.domains }) ?? sizes.count - 1
      else { return false }
    }
    return kind.hopLevels.indices.allSatisfy { hop in
      guard let last = stages[hop].last, let first = stages[(hop + 1) % stages.count].first else { return false }
      return level(last, first) == kind.hopLevels[hop]
    }
  }
}

extension KeptPlaces {
  /// GPUs for a replica in domains, in the order of stages and ranks.
  fileprivate mutating func take(_ domains: [Int], _ kind: KeptReplicas.Kind) -> [Int]? {
    var result: [Int] = []
    for (stage, range) in zip(kind.layout.stages, kind.map.domains) {
      for domain in range {
        guard let gpus = keepers[kind.poolIndex].take(stage.gpusPerDomain, inDomain: domains[domain]) else {
          return nil
        }
        result += gpus
      }
    }
    return result
  }
}

/// What a GPU is known by where numbers shift: the name of its node or its place, and its number there.
private struct GPUPlace: Hashable {
  let host: String?
  let numbers: [Int]

  init(_ placed: PlacedGPU) {
    host = placed.host
    numbers = host == nil ? [placed.rack, placed.node, placed.index] : [placed.index]
  }

  init(_ location: GPULocation) {
    host = location.host
    numbers = host == nil ? [location.rack, location.node, location.index] : [location.index]
  }
}

extension Pool {
  fileprivate var numbersByPlace: [GPUPlace: Int] {
    Dictionary((0..<gpuCount).map { (GPUPlace(location(of: $0)), $0) }, uniquingKeysWith: { first, _ in first })
  }
}
