import Clusters

/// A worker that runs, or ran before GPUs were lost.
public struct RunningWorker: Sendable {
  /// In the order of its ranks, by their numbers in the pool; `nil` for one that the pool does not have.
  public let gpus: [Int?]
  /// For each domain that it lies in the ranks there.
  fileprivate let pieces: [[Int]]
  /// Whether its price counts on the levels of the network between its domains, beyond their being below one switch.
  fileprivate let isOrdered: Bool

  /// - Parameter domains: For each rank its domain, by a number that only has to tell domains apart.
  public init(gpus: [Int?], domains: [Int], isOrdered: Bool) {
    self.gpus = gpus
    self.isOrdered = isOrdered
    let ranks = Dictionary(grouping: domains.indices) { domains[$0] }
    pieces = ranks.values.sorted { $0[0] < $1[0] }
  }

  /// A worker all of whose GPUs are in the pool.
  public init(gpus: [Int], in pool: Pool, isOrdered: Bool) {
    self.init(gpus: gpus, domains: gpus.map(pool.domain), isOrdered: isOrdered)
  }
}

/// The GPUs of a pool that are free, and how workers go on that lost some of theirs: on the GPUs that they have left and as
/// few others as can be, so that little must be loaded.
public struct PlaceKeeper: Sendable {
  private let pool: Pool
  /// By domain.
  private var free: [Int: Set<Int>]
  /// GPUs that hold what some worker may go on with: others take them last.
  private var claimed: Set<Int>

  /// - Parameters:
  ///   - free: GPUs of the pool that no worker has.
  ///   - claimed: Those of them that hold what a worker may go on with.
  public init(_ pool: Pool, free: some Sequence<Int>, claimed: Set<Int> = []) {
    self.pool = pool
    self.free = Dictionary(grouping: free, by: pool.domain).mapValues { Set($0) }
    self.claimed = claimed
  }

  /// GPUs of a worker that stops are free, and it may go on with them.
  public mutating func release(_ gpus: [Int]) {
    for gpu in gpus { free[pool.domain(of: gpu), default: []].insert(gpu) }
    claimed.formUnion(gpus)
  }

  /// GPUs that are lost.
  public mutating func withdraw(_ gpus: Range<Int>) {
    for gpu in gpus { free[pool.domain(of: gpu)]?.remove(gpu) }
  }

  /// Free GPUs of each domain of the pool.
  public var freePerDomain: [Int] { (0..<pool.domainCount).map { free[$0]?.count ?? 0 } }

  /// Takes all GPUs of a worker; `nil` where one is not free.
  public mutating func keep(_ worker: RunningWorker) -> [Int]? {
    let gpus = worker.gpus.compactMap(\.self)
    guard gpus.count == worker.gpus.count, gpus.allSatisfy(isFree) else { return nil }
    for gpu in gpus { free[pool.domain(of: gpu)]?.remove(gpu) }
    return gpus
  }

  /// GPUs of the worker that are free.
  public func left(of worker: RunningWorker) -> Int { worker.gpus.count { $0.map(isFree) ?? false } }

  private func isFree(_ gpu: Int) -> Bool { free[pool.domain(of: gpu)]?.contains(gpu) ?? false }

  /// Takes GPUs of a domain, those of whole nodes first.
  /// - Returns: Ascending; `nil` where there are not so many.
  public mutating func take(_ count: Int, inDomain domain: Int) -> [Int]? {
    let chosen = preferred(domain).prefix(count)
    guard chosen.count == count else { return nil }
    free[domain]?.subtract(chosen)
    return chosen.sorted()
  }

  /// Places for a worker that lost GPUs: in its domains where those have room, for others below the same switch, and else in
  /// any group that can hold it.
  /// - Returns: In the order of ranks; `nil` where there is no room.
  public mutating func mended(_ worker: RunningWorker) -> [Int]? {
    var result = worker.gpus.map { $0.flatMap { isFree($0) ? $0 : nil } }
    guard fillHere(worker, &result) ?? fillElsewhere(worker, &result) != nil else { return nil }
    let gpus = result.compactMap(\.self)
    for gpu in gpus { free[pool.domain(of: gpu)]?.remove(gpu) }
    return gpus
  }

  /// Fills the gaps of each domain, and moves what lies in domains without room.
  private func fillHere(_ worker: RunningWorker, _ result: inout [Int?]) -> Void? {
    var places = result
    var taken = Set(worker.pieces.compactMap { domain(of: $0, worker) })
    var homeless: [[Int]] = []
    for piece in worker.pieces {
      let gaps = piece.filter { places[$0] == nil }
      let own = Set(piece.compactMap { places[$0] })
      let others = domain(of: piece, worker).map { preferred($0).filter { !own.contains($0) } } ?? []
      if gaps.count > others.count {
        homeless.append(piece)
      } else {
        for (rank, gpu) in zip(gaps, others.prefix(gaps.count).sorted()) { places[rank] = gpu }
      }
    }
    for piece in homeless {
      guard let home = domain(of: piece, worker) else { return nil }
      let near = neighbours(of: home).filter { !taken.contains($0) && (free[$0]?.count ?? 0) >= piece.count }
      let best = near.min { (wanted($0, piece.count), $0) < (wanted($1, piece.count), $1) }
      guard let best else { return nil }
      taken.insert(best)
      for (rank, gpu) in zip(piece, preferred(best).prefix(piece.count).sorted()) { places[rank] = gpu }
    }
    result = places
    return ()
  }

  /// Of the first group that can hold the worker the fullest domains, for its largest pieces first.
  private func fillElsewhere(_ worker: RunningWorker, _ result: inout [Int?]) -> Void? {
    let groups = pool.tiers.map { max(1, $0.gpusPerGroup / pool.gpusPerDomain) }
    let count = worker.pieces.count
    guard !worker.isOrdered || count <= groups.first ?? pool.domainCount else { return nil }
    let length = count == 1 ? pool.domainCount : groups.first { $0 >= count } ?? pool.domainCount
    let pieces = worker.pieces.enumerated().sorted { (-$0.element.count, $0.offset) < (-$1.element.count, $1.offset) }
    for start in stride(from: 0, to: pool.domainCount, by: length) {
      var open = Array(start..<min(start + length, pool.domainCount))
      var places = result
      let fit = pieces.allSatisfy { _, piece in
        let able = open.filter { (free[$0]?.count ?? 0) >= piece.count }
        guard let domain = able.min(by: { (free[$0]?.count ?? 0, $0) < (free[$1]?.count ?? 0, $1) }) else {
          return false
        }
        open.removeAll { $0 == domain }
        for (rank, gpu) in zip(piece, preferred(domain).prefix(piece.count).sorted()) { places[rank] = gpu }
        return true
      }
      guard fit else { continue }
      result = places
      return ()
    }
    return nil
  }

  /// `nil` where the pool has no GPU of the piece any more.
  private func domain(of piece: [Int], _ worker: RunningWorker) -> Int? {
    piece.lazy.compactMap { worker.gpus[$0] }.first.map(pool.domain)
  }

  /// Domains below the same switch of the lowest tier.
  private func neighbours(of domain: Int) -> Range<Int> {
    let length = pool.tiers.first.map { max(1, $0.gpusPerGroup / pool.gpusPerDomain) } ?? pool.domainCount
    let start = domain / length * length
    return start..<min(start + length, pool.domainCount)
  }

  /// Of the GPUs that a piece would take those that somebody may go on with, and then what it would leave.
  private func wanted(_ domain: Int, _ count: Int) -> Int {
    preferred(domain).prefix(count).count(where: claimed.contains) * pool.gpusPerDomain + (free[domain]?.count ?? 0)
  }

  /// Free GPUs, those that nobody may go on with before others, and those of the fullest free nodes first.
  private func preferred(_ domain: Int) -> [Int] {
    let gpus = (free[domain] ?? []).sorted()
    let nodes = Dictionary(grouping: gpus.filter { !claimed.contains($0) }) { $0 / pool.gpusPerNode }.mapValues(\.count)
    func key(_ gpu: Int) -> (Int, Int, Int) {
      (claimed.contains(gpu) ? 1 : 0, -(nodes[gpu / pool.gpusPerNode] ?? 0), gpu)
    }
    return gpus.sorted { key($0) < key($1) }
  }
}
