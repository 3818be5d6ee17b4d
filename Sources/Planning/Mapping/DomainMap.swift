import Costing
import Topology

/// Where the stages of a replica lie, in domains counted from its first one.
///
/// Stages follow each other through the domains. A stage that would straddle a domain starts the next one; one over
/// several domains lies inside a group of the level that its all-to-all was priced on.
struct DomainMap: Sendable, Equatable {
  /// The domains of each stage.
  let domains: [Range<Int>]
  /// GPUs used in each domain of the replica.
  let used: [Int]
  /// The network level of the hop into each stage but the first, then of the return; empty for one stage.
  let hopLevels: [Int]

  /// - Parameters:
  ///   - layouts: Of the stages, in order.
  ///   - gpusPerDomain: GPUs that a domain offers.
  ///   - levels: Domains in one group of each network level, scale-up first (1).
  init(layouts: [StageLayout], gpusPerDomain: Int, levels: [Int]) {
    var domains: [Range<Int>] = []
    var used: [Int] = []
    for layout in layouts {
      let first = Self.firstDomain(for: layout, used, gpusPerDomain, levels)
      while used.count < first + layout.domains { used.append(0) }
      for domain in first..<first + layout.domains { used[domain] += layout.gpusPerDomain }
      domains.append(first..<first + layout.domains)
    }
    self.domains = domains
    self.used = used
    hopLevels = Self.hopLevels(domains, levels)
  }

  private static func firstDomain(
    for layout: StageLayout, _ used: [Int], _ gpusPerDomain: Int, _ levels: [Int]
  ) -> Int {
    if layout.domains == 1, let last = used.last, last + layout.gpusPerDomain <= gpusPerDomain { return used.count - 1 }
    guard layout.domains > 1 else { return used.count }
    let group = levels.first { $0 >= layout.domains } ?? Int.max
    let next = used.count
    let straddles = group < Int.max && next / group != (next + layout.domains - 1) / group
    return straddles ? (next / group + 1) * group : next
  }

  private static func hopLevels(_ domains: [Range<Int>], _ levels: [Int]) -> [Int] {
    guard let first = domains.first, let last = domains.last, domains.count > 1 else { return [] }
    let hops = zip(domains, domains.dropFirst()).map { level(from: $0.upperBound - 1, to: $1.lowerBound, levels) }
    return hops + [level(from: last.upperBound - 1, to: first.lowerBound, levels)]
  }

  /// The lowest level whose groups hold both domains.
  private static func level(from first: Int, to second: Int, _ levels: [Int]) -> Int {
    levels.firstIndex { first / $0 == second / $0 } ?? levels.count - 1
  }

  /// GPUs that the replica needs in the groups of the level that it spans, for packing.
  func spannedLevel(_ levels: [Int]) -> Int { levels.firstIndex { $0 >= used.count } ?? levels.count - 1 }
}
