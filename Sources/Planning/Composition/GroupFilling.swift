import Clusters
import Plans

/// Chooses domains for workers across domains, inside one group of the lowest tier that can hold so many, so that groups stay
/// as whole as can be.
struct GroupFilling: Sendable {
  private let pool: Pool
  /// Domains of a group of each tier, ascending; the last is the pool.
  private let lengths: [Int]
  /// GPUs of each domain that may be used and that no worker has.
  private var open: [Int]

  /// - Parameter free: GPUs of each domain that may be used.
  init(pool: Pool, free: [Int]) {
    self.pool = pool
    lengths = Set(pool.tiers.map { max(1, $0.gpusPerGroup / pool.gpusPerDomain) } + [pool.domainCount]).sorted()
    open = free
  }

  func holds(_ size: Int, _ domain: Int) -> Bool { open[domain] >= size }

  mutating func take(_ size: Int, _ domains: [Int]) {
    for domain in domains { open[domain] -= size }
  }

  /// A worker and how many of it are to have a place.
  typealias Wanted = (kind: Int, worker: OfferedWorker, count: Int)

  /// Fills one group after the other, the smallest first, with workers that leave as few of its domains open as can be.
  /// - Parameter wanted: Those of most domains first.
  /// - Returns: The workers that have a place, with their domains.
  mutating func fill(_ wanted: [Wanted]) -> [(kind: Int, domains: [Int])] {
    var left = wanted.map(\.count)
    var sites: [(kind: Int, domains: [Int])] = []
    for tier in lengths.indices.reversed() {
      let members = wanted.indices.filter { index in
        lengths.firstIndex { $0 >= wanted[index].worker.footprint.domains } == tier
      }
      let size = members.map { wanted[$0].worker.footprint.gpusPerDomain }.max() ?? 1
      for (group, room) in groups(tier, size) {
        let counts = Self.fullest(room, members.map { (wanted[$0].worker.footprint.domains, left[$0]) })
        for (member, count) in zip(members, counts) {
          let footprint = wanted[member].worker.footprint
          for _ in 0..<count {
            guard let domains = domains(footprint, group, below: tier) else { break }
            take(footprint.gpusPerDomain, domains)
            sites.append((wanted[member].kind, domains))
            left[member] -= 1
          }
        }
      }
    }
    return sites
  }

  /// The groups of a tier and how many domains of each hold a piece, the smallest first.
  private func groups(_ tier: Int, _ size: Int) -> [(group: Range<Int>, room: Int)] {
    stride(from: 0, to: pool.domainCount, by: lengths[tier])
      .map { $0..<min($0 + lengths[tier], pool.domainCount) }
      .map { group in (group, group.count { holds(size, $0) }) }
      .sorted { ($0.1, $0.0.lowerBound) < ($1.1, $1.0.lowerBound) }
  }

  /// How many of each to take so that as much of the room as can be is filled, of the first as many as go with that.
  private static func fullest(_ room: Int, _ pieces: [(size: Int, count: Int)]) -> [Int] {
    // What those from each index on can fill to the last domain.
    var fillable = [Array(repeating: false, count: room + 1)]
    fillable[0][0] = true
    for piece in pieces.reversed() {
      let rest = fillable[fillable.count - 1]
      fillable.append(
        (0...room).map { filled in
          (0...min(piece.count, filled / piece.size)).contains { rest[filled - $0 * piece.size] }
        })
    }
    var filled = fillable[pieces.count].lastIndex(of: true) ?? 0
    return pieces.enumerated().map { index, piece in
      let rest = fillable[pieces.count - index - 1]
      let most = min(piece.count, filled / piece.size)
      let count = (0...most).last { rest[filled - $0 * piece.size] } ?? 0
      filled -= count * piece.size
      return count
    }
  }

  /// In the first group with room; `nil` where none has. A worker that need not keep to a group may lie in a larger one.
  func domains(_ worker: OfferedWorker) -> [Int]? {
    let able = lengths.indices.filter { lengths[$0] >= worker.footprint.domains }
    for tier in worker.keepsToGroup ? able.prefix(1) : able[...] {
      for start in stride(from: 0, to: pool.domainCount, by: lengths[tier]) {
        let group = start..<min(start + lengths[tier], pool.domainCount)
        if let domains = domains(worker.footprint, group, below: tier) { return domains }
      }
    }
    return nil
  }

  /// Of a group those parts that are taken as a whole, then of the smallest part that is enough.
  private func domains(_ footprint: WorkerFootprint, _ group: Range<Int>, below tier: Int) -> [Int]? {
    let able = group.filter { holds(footprint.gpusPerDomain, $0) }
    guard able.count >= footprint.domains else { return nil }
    guard tier > 0, lengths[tier] % lengths[tier - 1] == 0 else { return Array(able.prefix(footprint.domains)) }
    var parts = Dictionary(grouping: able) { $0 / lengths[tier - 1] }.values.sorted { $0[0] < $1[0] }
    var found: [Int] = []
    while found.count < footprint.domains {
      let wanted = footprint.domains - found.count
      let enough = parts.indices.filter { parts[$0].count >= wanted }.min { parts[$0].count < parts[$1].count }
      guard let part = enough ?? parts.indices.max(by: { (parts[$0].count, $1) < (parts[$1].count, $0) }) else {
        return nil
      }
      found += parts.remove(at: part).prefix(wanted)
    }
    return found
  }
}
