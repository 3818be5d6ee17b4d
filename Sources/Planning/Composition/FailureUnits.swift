import Clusters
import Plans

/// The units of a cluster of which any one may fail.
struct FailureUnits: Sendable {
  let cluster: Cluster
  let unit: SpareRule.Unit

  /// GPUs of a unit in each pool.
  func gpus(_ pool: Pool) -> Int {
    switch unit {
    case .gpu: 1
    case .node: pool.gpusPerNode
    case .rack: pool.gpusPerRack
    }
  }

  /// Domains that a unit of each pool reaches over; 1 where it is part of one.
  var domainsPerUnit: [Int] { cluster.pools.map { max(1, gpus($0) / $0.gpusPerDomain) } }

  /// For each pool the units with a GPU that may be used, where workers of one unit are lost together and a unit is a domain
  /// or more; 0 where a unit is part of a domain.
  var countsLostTogether: [Int] {
    cluster.pools.map { pool in
      guard unit != .gpu, gpus(pool) >= pool.gpusPerDomain else { return 0 }
      let unavailable = Set(pool.unavailable)
      return Set((0..<pool.gpuCount).lazy.filter { !unavailable.contains($0) }.map { $0 / gpus(pool) }).count
    }
  }

  /// Up to so many places every unit of a pool is looked at by itself; beyond, one of each kind.
  private static let mostPlaces = 2048

  /// Units of a pool with a GPU that may be used, the first of those that take as many GPUs from the same domain.
  func distinct(_ poolIndex: Int) -> [Int] {
    let pool = cluster.pools[poolIndex]
    let (size, unavailable) = (gpus(pool), Set(pool.unavailable))
    var seen: Set<[Int]> = []
    let places = (0..<pool.gpuCount / size).filter { number in
      let taken = (number * size..<(number + 1) * size).count { !unavailable.contains($0) }
      return taken > 0 && seen.insert([pool.domain(of: number * size), taken]).inserted
    }
    return places.count <= Self.mostPlaces ? places : Self.onePerKind(places, size, pool)
  }

  /// Domains with as many GPUs, in groups with as many, are alike.
  private static func onePerKind(_ places: [Int], _ size: Int, _ pool: Pool) -> [Int] {
    let available = pool.availableGPUsPerDomain
    let groups = pool.tiers.map { max(1, $0.gpusPerGroup / pool.gpusPerDomain) }
    let totals = groups.map { group in
      stride(from: 0, to: available.count, by: group).map { sum(available, $0, group) }
    }
    var seen: Set<[Int]> = []
    return places.filter { number in
      let domain = pool.domain(of: number * size)
      return seen.insert([available[domain]] + zip(groups, totals).map { $1[domain / $0] }).inserted
    }
  }

  /// A pool in which a unit may not be used.
  func pool(_ poolIndex: Int, without number: Int) -> Pool {
    var pool = cluster.pools[poolIndex]
    let size = gpus(pool)
    pool.unavailable = Set(pool.unavailable).union(number * size..<(number + 1) * size).sorted()
    return pool
  }

  /// For a person: "pool gb200, rack 3".
  func name(_ poolIndex: Int, _ number: Int) -> String {
    let pool = cluster.pools[poolIndex]
    let location = pool.location(of: number * gpus(pool))
    let place: String
    switch unit {
    case .gpu: place = location.name
    case .node: place = location.host ?? "rack \(location.rack), node \(location.node)"
    case .rack: place = "rack \(location.rack)"
    }
    return "pool \(pool.name), \(place)"
  }

  /// The domains' free GPUs without one unit of a pool, which is kept free for others to restart on: the fullest one.
  func removingOne(fromPool poolIndex: Int, _ free: [[Int]]) -> [[Int]] {
    var free = free
    let pool = cluster.pools[poolIndex]
    let size = gpus(pool)
    if size >= pool.gpusPerDomain {
      let length = size / pool.gpusPerDomain
      let starts = stride(from: 0, to: pool.domainCount, by: length)
      let fullest = starts.max { left, right in
        (Self.sum(free[poolIndex], left, length), right) < (Self.sum(free[poolIndex], right, length), left)
      }
      for domain in (fullest ?? 0)..<min((fullest ?? 0) + length, pool.domainCount) { free[poolIndex][domain] = 0 }
    } else if let fullest = free[poolIndex].indices.max(by: { (free[poolIndex][$0], $1) < (free[poolIndex][$1], $0) }) {
      free[poolIndex][fullest] = max(0, free[poolIndex][fullest] - size)
    }
    return free
  }

  /// The same with a unit less in every domain of the pool, where a unit is part of a domain: what is lost restarts beside.
  func removingOneOfEveryDomain(fromPool poolIndex: Int, _ free: [[Int]]) -> [[Int]]? {
    let pool = cluster.pools[poolIndex]
    let size = gpus(pool)
    guard size < pool.gpusPerDomain else { return nil }
    var free = free
    free[poolIndex] = free[poolIndex].map { max(0, $0 - size) }
    return free
  }

  /// The same without a whole domain of the pool.
  func removingDomain(fromPool poolIndex: Int, _ free: [[Int]]) -> [[Int]] {
    var free = free
    if let fullest = free[poolIndex].indices.max(by: { (free[poolIndex][$0], $1) < (free[poolIndex][$1], $0) }) {
      free[poolIndex][fullest] = 0
    }
    return free
  }

  private static func sum(_ free: [Int], _ start: Int, _ length: Int) -> Int {
    free[start..<min(start + length, free.count)].reduce(0, +)
  }
}

/// Compositions that are the same in every unit that can fail, so that a failure takes no more than an equal share: what two
/// racks of which one may fail have to look like.
struct UnitTemplates: Sendable {
  private let request: ClusterRequest
  private let units: FailureUnits
  private let solver: CompositionSolver
  private let builder: CompositionBuilder

  /// A composition of one unit, and the free GPUs of each of the units that have it.
  struct Template: Sendable {
    let answer: CompositionAnswer
    /// For each copy the free GPUs of every domain of every pool, none outside of its unit.
    let units: [[[Int]]]
  }

  private static let mostUnits = 64

  init(_ request: ClusterRequest, unit: SpareRule.Unit, solver: CompositionSolver) {
    self.request = request
    units = FailureUnits(cluster: request.cluster, unit: unit)
    self.solver = solver
    builder = CompositionBuilder(request: request)
  }

  /// None where units are parts of a domain, or lie in several pools.
  func templates() -> [Template] {
    let alike = unitsAlike()
    guard alike.count > 1 else { return [] }
    let counts = request.objective == .served ? [alike.count] : Array(2...min(alike.count, Self.mostUnits))
    return counts.compactMap { count in
      // Where one of the units fails the others serve the demand.
      let share = 1 / Double(count - 1)
      // A template that is not found is one less to look at.
      let answer = try? solver.solve(
        builder.problem(freeGPUs: alike[0], demandShare: share, gpuShare: 1 / Double(count)))
      return answer.map { Template(answer: $0, units: Array(alike.prefix(count))) }
    }
  }

  /// The free GPUs of the units that have as many as most have, in order.
  private func unitsAlike() -> [[[Int]]] {
    guard request.cluster.pools.count == 1, let pool = request.cluster.pools.first,
      units.gpus(pool) >= pool.gpusPerDomain
    else { return [] }
    let free = pool.availableGPUsPerDomain
    let length = units.domainsPerUnit[0]
    let starts = stride(from: 0, to: pool.domainCount, by: length).filter { start in
      free[start..<min(start + length, pool.domainCount)].contains { $0 > 0 }
    }
    let byContent = Dictionary(grouping: starts) { Array(free[$0..<min($0 + length, pool.domainCount)]) }
    let most = byContent.max { left, right in
      let (first, second) = (left.value.count * left.key.reduce(0, +), right.value.count * right.key.reduce(0, +))
      return first == second ? right.key.lexicographicallyPrecedes(left.key) : first < second
    }
    return (most?.value ?? []).map { start in
      [free.indices.map { $0 >= start && $0 < start + length ? free[$0] : 0 }]
    }
  }
}
