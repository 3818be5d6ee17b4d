/// Lets every machine fetch what it must hold and does not from the nearest one that has it.
struct WeightMover {
  private let machines: Machines
  private let pieces: [WeightPiece]
  private let before: [Int: [HeldShard]]
  private var holders: WeightHolders
  private var result: MovedWeights
  /// Degrees of a plan are those of groups of GPUs; more parts than this come of no such plan.
  private static let mostParts = 1 << 20

  /// - Parameter before: By machine.
  init(_ machines: Machines, pieces: [WeightPiece], before: [Int: [HeldShard]]) {
    self.machines = machines
    self.pieces = pieces
    self.before = before
    holders = WeightHolders(machines)
    for machine in before.keys.sorted() { holders.add(before[machine] ?? [], of: machine) }
    result = MovedWeights(machines)
  }

  /// - Parameter after: By machine.
  /// - Returns: `nil` where degrees have no sensible common multiple.
  mutating func moved(to after: [Int: [HeldShard]]) -> MovedWeights? {
    for machine in after.keys.sorted() {
      let own = Dictionary(grouping: before[machine] ?? [], by: \.piece)
      for wanted in after[machine] ?? [] {
        guard fetch(wanted, to: machine, own: own[wanted.piece] ?? []) else { return nil }
      }
    }
    return result
  }

  /// Goes through the parts of what is wanted that no division cuts.
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
