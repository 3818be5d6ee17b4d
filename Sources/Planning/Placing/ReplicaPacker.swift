import Clusters
import Costing

/// Packs identical replicas into the domains of a pool.
///
/// A replica keeps to the group of the network level that it spans, and lies in it as its map says, so that every
/// replica crosses the tiers that its price counts.
struct ReplicaPacker: Sendable {
  let shape: DomainShape
  private let available: [Int]

  init(pool: Pool) {
    available = pool.availableGPUsPerDomain
    shape = DomainShape(
      gpus: available.max() ?? 0, count: available.count,
      levels: [1] + pool.tiers.map { max(1, $0.gpusPerGroup / pool.gpusPerDomain) })
  }

  func map(_ layouts: [StageLayout]) -> DomainMap { DomainMap(layouts: layouts, shape: shape) }

  private var levels: [Int] { shape.levels }

  func canPlace(_ map: DomainMap) -> Bool {
    var free = available
    return place(map, from: 0, &free) != nil
  }

  /// As many replicas as fit, at most `limit`: for each the real domain of every domain of the map.
  /// - Parameter gpuLimit: GPUs that may be used in all.
  func pack(_ map: DomainMap, limit: Int = .max, gpuLimit: Int = .max) -> [[Int]] {
    var free = available
    let gpus = map.used.reduce(0, +)
    return pack(map, limit: min(limit, gpuLimit / max(1, gpus)), free: &free)
  }

  /// The same into domains of which some GPUs are taken.
  /// - Parameter free: GPUs of each domain that are left.
  func pack(_ map: DomainMap, limit: Int, free: inout [Int]) -> [[Int]] {
    var replicas: [[Int]] = []
    var start = 0
    while replicas.count < limit, let domains = place(map, from: start, &free) {
      replicas.append(domains)
      start = domains.first ?? 0
    }
    return replicas
  }

  /// How many of each kind of replica fit, one kind after the other: each takes what those before it left.
  /// - Parameter replicas: A map for each kind and how many of it are wanted.
  func packedCounts(_ replicas: [(map: DomainMap, count: Int)]) -> [Int] {
    var free = available
    return replicas.map { kind in
      var count = 0
      while count < kind.count, place(kind.map, from: 0, &free) != nil { count += 1 }
      return count
    }
  }

  /// The first place for the map at or behind a domain; takes its GPUs.
  private func place(_ map: DomainMap, from start: Int, _ free: inout [Int]) -> [Int]? {
    let count = map.used.count
    guard count <= free.count else { return nil }
    let spanned = map.spannedLevel(levels)
    if spanned <= 1 { return placeInGroup(map, from: start, &free) }
    // Whole groups of the level below, so that its borders lie where the map has them, inside one group of this level.
    let (alignment, group) = (levels[spanned - 1], levels[spanned])
    for first in stride(
      from: (start + alignment - 1) / alignment * alignment, through: free.count - count, by: alignment)
    where first / group == (first + count - 1) / group {
      if (0..<count).allSatisfy({ free[first + $0] >= map.used[$0] }) {
        for offset in 0..<count { free[first + offset] -= map.used[offset] }
        return Array(first..<first + count)
      }
    }
    return nil
  }

  /// Inside one group of the lowest tier domains are interchangeable: in order where that fits, skipping those
  /// that are too full, else in any.
  private func placeInGroup(_ map: DomainMap, from start: Int, _ free: inout [Int]) -> [Int]? {
    let group = levels.count > 1 ? levels[1] : free.count
    var first = start / group * group
    while first < free.count {
      let members = first..<min(first + group, free.count)
      if let chosen = inOrder(map.used, members, free) ?? inAnyOrder(map.used, members, free) {
        for (domain, used) in zip(chosen, map.used) { free[domain] -= used }
        return chosen
      }
      first += group
    }
    return nil
  }

  private func inOrder(_ used: [Int], _ members: Range<Int>, _ free: [Int]) -> [Int]? {
    var chosen: [Int] = []
    var candidate = members.lowerBound
    for needed in used {
      while candidate < members.upperBound, free[candidate] < needed { candidate += 1 }
      guard candidate < members.upperBound else { return nil }
      chosen.append(candidate)
      candidate += 1
    }
    return chosen
  }

  /// The largest need first, each in the fullest domain that can still hold it: finds a way where there is one.
  private func inAnyOrder(_ used: [Int], _ members: Range<Int>, _ free: [Int]) -> [Int]? {
    var chosen = [Int](repeating: -1, count: used.count)
    var left = Array(members)
    for index in used.indices.sorted(by: { (used[$1], $0) < (used[$0], $1) }) {
      let able = left.filter { free[$0] >= used[index] }
      guard let domain = able.min(by: { (free[$0], $0) < (free[$1], $1) }) else { return nil }
      chosen[index] = domain
      left.removeAll { $0 == domain }
    }
    return chosen
  }
}
