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
