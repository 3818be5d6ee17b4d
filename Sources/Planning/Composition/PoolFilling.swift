import Clusters

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
  ///   - wide: For each domain the pieces of workers across domains that are to lie in it.
  init(pool: Pool, free: [Int], contents: [DomainContents], wide: [Int: [Int]]) {
    self.pool = pool
    gpus = (0..<pool.domainCount).map { Self.wholeNodesFirst(pool.availableGPUs(inDomain: $0), pool) }
    taken = Array(repeating: 0, count: pool.domainCount)
    self.free = free
    open = free
    var left = contents.map(\.count)
    for domain in Self.fullestFirst(free.indices, wide) {
      let able = contents.indices.filter { index in
        left[index] > 0 && contents[index].freeGPUs == free[domain]
          && Self.leavesRoom(contents[index], wide[domain] ?? [], contents)
      }
      // Beside workers across domains as little as goes with them: what holds more is kept for others.
      let index = wide[domain] == nil ? able.first : able.min { contents[$0].gpus < contents[$1].gpus }
      guard let index else { continue }
      left[index] -= 1
      for piece in contents[index].pieces {
        places[piece, default: Array(repeating: 0, count: free.count)][domain] += 1
        open[domain] -= piece
      }
    }
  }

  /// Domains with most in them first, then in order.
  private static func fullestFirst(_ domains: Range<Int>, _ wide: [Int: [Int]]) -> [Int] {
    func taken(_ domain: Int) -> Int { wide[domain]?.reduce(0, +) ?? 0 }
    return domains.sorted { (-taken($0), $0) < (-taken($1), $1) }
  }

  /// Whether pieces find a place of their own in the contents, or room beside them.
  private static func leavesRoom(_ contents: DomainContents, _ pieces: [Int], _ all: [DomainContents]) -> Bool {
    var places = contents.pieces
    var room = contents.freeGPUs - contents.gpus
    for piece in pieces {
      if let place = places.firstIndex(of: piece) {
        places.remove(at: place)
      } else {
        // A size that has places lies in them alone.
        guard !all.contains(where: { $0.pieces.contains(piece) }) else { return false }
        room -= piece
      }
    }
    return room >= 0
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
    if places[size].map({ $0[domain] > 0 }) ?? false {
      places[size]?[domain] -= 1
    } else {
      open[domain] -= size
    }
    let first = taken[domain]
    taken[domain] += size
    return Array(gpus[domain][first..<first + size])
  }
}

extension DomainContents {
  /// GPUs of all pieces.
  fileprivate var gpus: Int { pieces.reduce(0, +) }
}
