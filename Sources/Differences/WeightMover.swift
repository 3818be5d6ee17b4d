import Clusters

/// Assigns to every machine the nearest sources of its missing weights.
struct WeightMover {
  private let machines: Machines
  private let pieces: [WeightPiece]
  private let before: [Int: [HeldShard]]
  private var holders: WeightHolders
  private var result: MovedWeights
  /// Degrees of a plan are those of groups of GPUs; more parts than this come of no such plan.
  private static let mostParts = 1 << 20

  /// - Parameter before: The shards of each machine.
  init(_ machines: Machines, pieces: [WeightPiece], before: [Int: [HeldShard]]) {
    self.machines = machines
    self.pieces = pieces
    self.before = before
    holders = WeightHolders(machines)
    for machine in before.keys.sorted() { holders.add(before[machine] ?? [], of: machine) }
    result = MovedWeights(machines)
  }

  /// - Parameter after: The shards of each machine.
  /// - Returns: `nil` where degrees have no practical common multiple.
  mutating func moved(to after: [Int: [HeldShard]]) -> MovedWeights? {
    for machine in after.keys.sorted() {
      let own = Dictionary(grouping: before[machine] ?? [], by: \.piece)
      for wanted in after[machine] ?? [] {
        guard fetch(wanted, to: machine, own: own[wanted.piece] ?? []) else { return nil }
      }
    }
    return result
  }

  /// Fetches the parts of a wanted shard that no division cuts.
  private mutating func fetch(_ wanted: HeldShard, to machine: Int, own: [HeldShard]) -> Bool {
    if own.contains(wanted) {
      result.kept[machine] += pieces[wanted.piece].bytes / Double(wanted.shards)
      return true
    }
    let degrees = holders.degrees(of: wanted.piece)
    guard let parts = Self.commonMultiple(of: degrees + [wanted.shards]), parts <= Self.mostParts else { return false }
    let bytesPerPart = pieces[wanted.piece].bytes / Double(parts)
    let end = (wanted.shard + 1) * (parts / wanted.shards)
    var start = wanted.shard * (parts / wanted.shards)
    var lacks = false
    while start < end {
      let next = degrees.map { (start * $0 / parts + 1) * (parts / $0) }.reduce(end) { min($0, $1) }
      let isOwn = own.contains { start * $0.shards / parts == $0.shard }
      take(wanted.piece, (start, parts), bytes: Double(next - start) * bytesPerPart, to: machine, isOwn: isOwn)
      if !isOwn { lacks = true }
      start = next
    }
    if lacks { result.lacking[machine, default: []].append(wanted.piece) }
    return true
  }

  private mutating func take(
    _ piece: Int, _ share: (start: Int, of: Int), bytes: Double, to machine: Int, isOwn: Bool
  ) {
    if isOwn {
      result.kept[machine] += bytes
      return
    }
    let levels = result.levels
    guard
      let source = holders.nearest(to: machine, piece: piece, share: share, sent: result.sent, levels: levels)
    else {
      result.fromStorage[machine] += bytes
      return
    }
    result.received[machine * levels + source.level] += bytes
    // Across pools each has its own number of tiers below the interconnect.
    let own = machines.pool(of: source.machine).index
    let isBetween = own != machines.pool(of: machine).index
    let level = isBetween ? machines.cluster.pools[own].tiers.count + 1 : source.level
    result.sent[source.machine * levels + level] += bytes
  }

  private static func commonMultiple(of numbers: [Int]) -> Int? {
    var result = 1
    for number in numbers {
      var (a, b) = (result, number)
      while b != 0 { (a, b) = (b, a % b) }
      let (product, overflows) = (result / a).multipliedReportingOverflow(by: number)
      if overflows { return nil }
      result = product
    }
    return result
  }
}

/// The GPUs of the cluster that weights travel in, counted through all pools.
struct Machines: Sendable {
  let cluster: Cluster
  private let firstOfPool: [Int]
  private let unavailable: Set<Int>

  init(_ cluster: Cluster) {
    self.cluster = cluster
    var first = [0]
    for pool in cluster.pools { first.append(first[first.count - 1] + pool.gpuCount) }
    firstOfPool = first
    unavailable = Set(cluster.pools.enumerated().flatMap { index, pool in pool.unavailable.map { first[index] + $0 } })
  }

  var count: Int { firstOfPool[firstOfPool.count - 1] }
  /// The largest number of levels of any pool, including the interconnect.
  var mostLevels: Int { (cluster.pools.map(\.tiers.count).max() ?? 0) + 2 }

  /// The numbers of all GPUs that are available.
  func numbers() -> [MachineKey: Int] {
    var result: [MachineKey: Int] = [:]
    for (index, pool) in cluster.pools.enumerated() {
      for gpu in 0..<pool.gpuCount where !unavailable.contains(firstOfPool[index] + gpu) {
        result[MachineKey(pool.location(of: gpu), pool: pool.name)] = firstOfPool[index] + gpu
      }
    }
    return result
  }

  func pool(of machine: Int) -> (index: Int, number: Int) {
    let index = (firstOfPool.firstIndex { $0 > machine } ?? firstOfPool.count) - 1
    return (index, machine - firstOfPool[index])
  }

  /// The groups of GPUs around one, the nearest first: its domain, the switch groups of its tiers, and everything where
  /// there is an interconnect. Two GPUs meet at the first that they share.
  func surroundings(of machine: Int) -> [Surrounding] {
    let (index, number) = pool(of: machine)
    let pool = cluster.pools[index]
    let domain = Surrounding(pool: index, level: 0, group: pool.domain(of: number))
    let tiers = pool.tiers.indices.map { tier in
      // All but GPUs of one domain meet at the highest tier at the latest.
      let isHighest = tier == pool.tiers.count - 1
      return Surrounding(
        pool: index, level: tier + 1, group: isHighest ? 0 : pool.group(of: number, atTier: tier))
    }
    let all = cluster.interconnect == nil ? [] : [Surrounding(pool: -1, level: pool.tiers.count + 1, group: 0)]
    return [domain] + tiers + all
  }

  /// "scale-up", the name of a tier, or "interconnect".
  func levelName(pool index: Int, level: Int) -> String {
    let tiers = cluster.pools[index].tiers
    return level == 0 ? "scale-up" : level <= tiers.count ? tiers[level - 1].name : "interconnect"
  }

  /// The time of each level's link of a GPU for its bytes by level; seconds. Traffic across a level crosses all tiers
  /// below it. Bandwidths are nominal, per GPU and one way, divided by oversubscription.
  func times(of machine: Int, bytes: ArraySlice<Double>) -> [Double] {
    let pool = cluster.pools[self.pool(of: machine).index]
    let bytes = Array(bytes)
    var times = [bytes[0] / pool.scaleUp.bandwidth(among: pool.gpusPerDomain).value]
    for (index, tier) in pool.tiers.enumerated() {
      times.append(bytes[(index + 1)...].reduce(0, +) / tier.effectiveBandwidth.value)
    }
    let between = bytes[(pool.tiers.count + 1)...].reduce(0, +)
    times.append(cluster.interconnect.map { between / $0.effectiveBandwidth.value } ?? 0)
    return times
  }
}

/// GPUs that meet at a level.
struct Surrounding: Hashable, Sendable {
  /// −1 for all pools.
  let pool: Int
  let level: Int
  let group: Int

  /// Whether two surroundings are equal: above its own tiers every pool has the interconnect.
  static func == (left: Self, right: Self) -> Bool {
    left.pool == right.pool && left.group == right.group && (left.pool < 0 || left.level == right.level)
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(pool)
    hasher.combine(group)
    if pool >= 0 { hasher.combine(level) }
  }
}

/// The machines that hold parts of pieces, and the nearest of them.
private struct WeightHolders {
  /// One division of a piece among its holders.
  private struct Division {
    let shards: Int
    var machines: [[Int]]
  }

  private let machines: Machines
  private var divisions: [Int: [Division]] = [:]
  private var near: [Part: [Surrounding: [Int]]] = [:]
  /// The limit of holders compared: more take long and gain nothing.
  private static let mostCompared = 64

  private struct Part: Hashable {
    let shard: HeldShard
  }

  init(_ machines: Machines) { self.machines = machines }

  mutating func add(_ shards: [HeldShard], of machine: Int) {
    // In place: with a copy of the machines for each of them, thousands of replicas took quadratic time.
    for held in shards { Self.add(held, of: machine, to: &divisions[held.piece, default: []]) }
  }

  private static func add(_ held: HeldShard, of machine: Int, to list: inout [Division]) {
    let index = list.firstIndex { $0.shards == held.shards } ?? list.count
    if index == list.count {
      list.append(Division(shards: held.shards, machines: Array(repeating: [], count: held.shards)))
    }
    list[index].machines[held.shard].append(machine)
  }

  /// The numbers of parts into which holders divide a piece, ascending.
  func degrees(of piece: Int) -> [Int] { (divisions[piece] ?? []).map(\.shards).sorted() }

  /// The nearest machine that holds a share of a piece, and the level at which the two meet; of several the one that has
  /// sent least there.
  /// - Parameters:
  ///   - share: A part of the piece that no division cuts, as numerator and denominator of its start.
  ///   - sent: Bytes by machine and level.
  mutating func nearest(
    to machine: Int, piece: Int, share: (start: Int, of: Int), sent: [Double], levels: Int
  ) -> (machine: Int, level: Int)? {
    let shards = degrees(of: piece).map { HeldShard(piece: piece, shard: share.start * $0 / share.of, shards: $0) }
    for shard in shards where near[Part(shard: shard)] == nil { near[Part(shard: shard)] = index(shard) }
    for surrounding in machines.surroundings(of: machine) {
      let found = shards.flatMap { near[Part(shard: $0)]?[surrounding] ?? [] }
      guard !found.isEmpty else { continue }
      let offset = found.count > Self.mostCompared ? (machine + piece) % found.count : 0
      let compared = (0..<min(found.count, Self.mostCompared)).map { found[($0 + offset) % found.count] }
      let best = compared.min { sent[$0 * levels + surrounding.level] < sent[$1 * levels + surrounding.level] }
      return best.map { ($0, surrounding.level) }
    }
    return nil
  }

  private func index(_ shard: HeldShard) -> [Surrounding: [Int]] {
    var result: [Surrounding: [Int]] = [:]
    let division = divisions[shard.piece]?.first { $0.shards == shard.shards }
    for machine in division?.machines[shard.shard] ?? [] {
      for surrounding in machines.surroundings(of: machine) { result[surrounding, default: []].append(machine) }
    }
    return result
  }
}
