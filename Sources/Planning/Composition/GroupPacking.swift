import Clusters
import Optimization

/// The groups of one tier of a pool: so many neighbouring domains lie below one switch of it.
public struct DomainGroups: Sendable, Hashable {
  /// Domains of a whole group.
  public let length: Int
  /// For each group the free GPUs of its domains.
  public let free: [[Int]]

  public init(length: Int, free: [[Int]]) {
    self.length = length
    self.free = free
  }

  /// Those of every tier that has several, from the lowest.
  /// - Parameters:
  ///   - pool: Has the tiers.
  ///   - free: For each domain the GPUs that may be used.
  static func all(_ pool: Pool, free: [Int]) -> [DomainGroups] {
    let lengths = Set(pool.tiers.map { max(1, $0.gpusPerGroup / pool.gpusPerDomain) }).sorted()
    return lengths.filter { $0 > 1 && $0 < free.count }.map { length in
      DomainGroups(
        length: length,
        free: stride(from: 0, to: free.count, by: length).map { Array(free[$0..<min($0 + length, free.count)]) })
    }
  }

  /// The most workers of so many domains with so many GPUs in each that its groups hold, where nothing else is there.
  fileprivate func room(domains: Int, gpusPerDomain: Int) -> Int {
    free.reduce(0) { sum, group in sum + group.reduce(0) { $0 + $1 / gpusPerDomain } / domains }
  }
}

extension CompositionProblem {
  /// Whether filling groups by whole domains leaves no composition out: no two workers across domains share a domain, and
  /// whatever domain holds one of them holds any.
  var groupsAreExact: Bool {
    groups.indices.allSatisfy { pool in
      let wide = types.filter { $0.pool == pool && $0.footprint.domains > 1 }.map(\.footprint.gpusPerDomain)
      guard let least = wide.min(), let most = wide.max() else { return !isCounted(pool) }
      let free = groups[pool].flatMap(\.free).joined()
      return !isCounted(pool) && free.allSatisfy { $0 < 2 * least && ($0 < least || $0 >= most) }
    }
  }
}

extension CompositionProgram {
  /// That workers across domains lie in one group of the lowest tier that can hold so many.
  ///
  /// For each size of d domains with g GPUs in each: a group has Σ ⌊free / g⌋ places of g GPUs, and so room for a d-th of
  /// them; a worker that has s such places is as many as ⌊s / d⌋. Every placement keeps to that. Where it is not enough
  /// (`CompositionProblem.leavesRoom`), groups are filled as domains are, by whole domains.
  mutating func addGroups() {
    for (pool, tiers) in problem.groups.enumerated() {
      let members = types.indices.filter { problem.types[types[$0]].pool == pool }
      for tier in tiers.indices {
        let inside = members.filter { member in
          home(member, tiers).map { $0 == tier || $0 < tier && tiers[tier].length % tiers[$0].length == 0 } ?? false
        }
        addRoom(pool, tiers[tier], inside, wide: inside.filter { isWide($0) && home($0, tiers) == tier })
        if problem.leavesRoom { addGroupFillings(pool, tiers[tier], inside.filter(isWide)) }
      }
    }
  }

  private func footprint(_ member: Int) -> Footprint { problem.types[types[member]].footprint }

  private func isWide(_ member: Int) -> Bool { footprint(member).domains > 1 }

  /// The lowest tier whose groups can hold a worker; `nil` for one that may lie anywhere.
  private func home(_ member: Int, _ tiers: [DomainGroups]) -> Int? {
    guard problem.types[types[member]].isInOneGroup || !isWide(member) else { return nil }
    return tiers.firstIndex { $0.length >= footprint(member).domains }
  }

  private mutating func addRoom(_ pool: Int, _ groups: DomainGroups, _ inside: [Int], wide: [Int]) {
    for size in Set(wide.map(footprint)).sorted() {
      let pieces = inside.compactMap { member -> Term? in
        let footprint = footprint(member)
        let count = footprint.gpusPerDomain / size.gpusPerDomain * footprint.domains / size.domains
        return count > 0 ? Double(count) * counts[member] : nil
      }
      program.addConstraint(
        "group_\(pool)_\(groups.length)_\(size.domains)_\(size.gpusPerDomain)", pieces, .atMost,
        Double(groups.room(domains: size.domains, gpusPerDomain: size.gpusPerDomain)))
    }
  }

  private mutating func addGroupFillings(_ pool: Int, _ groups: DomainGroups, _ wide: [Int]) {
    let most = wide.map { footprint($0).gpusPerDomain }.max() ?? 1
    let classes = DomainClass.all(groups.free.map { group in group.count { $0 >= most } })
    let chain = SizeChain(wide.map { footprint($0).domains }, capacity: classes.first?.freeGPUs ?? 0)
    let name = "\(pool)_\(groups.length)_groups"
    let columns = classes.indices.map { addClass(pool, "\(name)_\($0)", classes[$0], chain) }
    let domains = types.map { problem.types[$0].footprint.domains }
    addPieces(name, wide, chain, columns) { [domains[$0]] }
  }
}
