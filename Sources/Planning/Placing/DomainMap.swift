import Costing

/// Where the stages of a replica lie, in domains counted from its first one.
struct DomainMap: Sendable, Equatable {
  /// The domains of each stage.
  let domains: [Range<Int>]
  /// GPUs used in each domain of the replica.
  let used: [Int]
  /// The network level of the hop into each stage but the first, then of the return; empty for one stage.
  let hopLevels: [Int]

  /// - Parameters:
  ///   - layouts: Of the stages, in order.
  ///   - shape: The domains of the pool.
  init(layouts: [StageLayout], shape: DomainShape) {
    var cursor = DomainCursor()
    let domains = layouts.map { cursor.place($0, shape) }
    var used = [Int](repeating: 0, count: cursor.domain + 1)
    for (layout, range) in zip(layouts, domains) {
      for domain in range { used[domain] += layout.gpusPerDomain }
    }
    self.domains = domains
    self.used = used
    hopLevels = Self.hopLevels(domains, shape)
  }

  private static func hopLevels(_ domains: [Range<Int>], _ shape: DomainShape) -> [Int] {
    guard let first = domains.first, let last = domains.last, domains.count > 1 else { return [] }
    let hops = zip(domains, domains.dropFirst()).map { shape.level(from: $0.upperBound - 1, to: $1.lowerBound) }
    return hops + [shape.level(from: last.upperBound - 1, to: first.lowerBound)]
  }

  /// The lowest level whose groups hold the whole replica.
  func spannedLevel(_ levels: [Int]) -> Int { levels.firstIndex { $0 >= used.count } ?? levels.count - 1 }
}

/// How far the stages of a replica have come through the domains: where the last one ended.
///
/// Stages follow each other. One that would straddle a domain starts the next; one over several domains lies inside a
/// group of the level that its all-to-all was priced on.
struct DomainCursor: Sendable, Hashable {
  /// The domain that the last stage ended in, counted from the replica's first; -1 before the first stage.
  private(set) var domain = -1
  /// GPUs of it that are taken.
  private(set) var taken = 0

  /// The domains that the next stage lies in.
  mutating func place(_ layout: StageLayout, _ domains: DomainShape) -> Range<Int> {
    if layout.domains == 1, domain >= 0, taken + layout.gpusPerDomain <= domains.gpus {
      taken += layout.gpusPerDomain
      return domain..<domain + 1
    }
    let first = domains.start(of: layout.domains, after: domain)
    domain = first + layout.domains - 1
    taken = layout.gpusPerDomain
    return first..<first + layout.domains
  }
}

/// The domains of a pool as a replica sees them: how many GPUs each offers and which lie in one group of each level.
struct DomainShape: Sendable, Hashable {
  /// GPUs that a domain offers at most.
  let gpus: Int
  /// Domains of the pool.
  let count: Int
  /// Domains in one group of each network level, scale-up first (1).
  let levels: [Int]

  /// The first domain behind another where so many lie inside one group of the lowest level that can hold them.
  func start(of count: Int, after domain: Int) -> Int {
    let next = domain + 1
    guard count > 1, let group = levels.first(where: { $0 >= count }) else { return next }
    let straddles = next / group != (next + count - 1) / group
    return straddles ? (next / group + 1) * group : next
  }

  /// The lowest level whose groups hold both domains.
  func level(from first: Int, to second: Int) -> Int {
    levels.firstIndex { first / $0 == second / $0 } ?? levels.count - 1
  }
}
