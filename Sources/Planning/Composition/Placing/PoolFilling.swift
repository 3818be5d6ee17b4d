import Composition
import Topology

/// The state of a pool's domains while workers are put into them.
///
/// A domain has places for the pieces that the program gave it, each of its size, and open GPUs for pieces whose sizes
/// divide each other. Those are placed from the largest to the smallest: each fits wherever there is room, so that where
/// it goes can be chosen freely.
struct PoolFilling: Sendable {
  let pool: Pool
  /// For each domain its GPUs that can still be used, those of whole nodes first.
  private var gpus: [[Int]]
  private var taken: [Int]
  /// GPUs of each domain that may be used.
  let free: [Int]
  /// Open GPUs of each domain.
  private(set) var open: [Int]
  /// Places for pieces of a size, by domain.
  private var places: [Int: [Int]] = [:]

  /// - Parameters:
  ///   - free: GPUs of each domain that may be used; fewer than are available where some are kept free.
  ///   - contents: What the program put into the domains.
  init(pool: Pool, free: [Int], contents: [DomainContents]) {
    self.pool = pool
    gpus = (0..<pool.domainCount).map { Self.wholeNodesFirst(pool.availableGPUs(inDomain: $0), pool) }
    taken = Array(repeating: 0, count: pool.domainCount)
    self.free = free
    open = free
    var left = contents.map(\.count)
    for domain in free.indices {
      guard let index = contents.indices.first(where: { contents[$0].freeGPUs == free[domain] && left[$0] > 0 }) else {
        continue
      }
      left[index] -= 1
      for piece in contents[index].pieces {
        places[piece, default: Array(repeating: 0, count: free.count)][domain] += 1
        open[domain] -= piece
      }
    }
  }

  /// So that pieces of whole nodes do not straddle what is left of a broken one.
  private static func wholeNodesFirst(_ gpus: [Int], _ pool: Pool) -> [Int] {
    let byNode = Dictionary(grouping: gpus) { $0 / pool.gpusPerNode }
    return gpus.sorted { left, right in
      let (first, second) = (left / pool.gpusPerNode, right / pool.gpusPerNode)
      let sizes = (byNode[first]?.count ?? 0, byNode[second]?.count ?? 0)
      return sizes.0 == sizes.1 ? left < right : sizes.0 > sizes.1
    }
  }

  func holds(_ size: Int, _ domain: Int) -> Bool {
    places[size].map { $0[domain] > 0 } ?? (open[domain] >= size)
  }

  /// Open GPUs that a piece would leave; 0 where it has a place of its own.
  func leftover(_ size: Int, _ domain: Int) -> Int { places[size] == nil ? open[domain] - size : 0 }

  /// Takes GPUs of a domain that holds the piece.
  mutating func take(_ size: Int, _ domain: Int) -> [Int] {
    if places[size] != nil { places[size]?[domain] -= 1 } else { open[domain] -= size }
    let first = taken[domain]
    taken[domain] += size
    return Array(gpus[domain][first..<first + size])
  }
}
