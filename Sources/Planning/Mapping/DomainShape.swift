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
