/// Which machines hold which parts of which pieces, and who of them is nearest.
struct WeightHolders {
  /// One division of a piece among those that hold it.
  private struct Division {
    let shards: Int
    var machines: [[Int]]
  }

  private let machines: Machines
  private var divisions: [Int: [Division]] = [:]
  private var near: [Part: [Surrounding: [Int]]] = [:]
  /// A choice among very many would take long and gain nothing.
  private static let mostCompared = 64

  private struct Part: Hashable {
    let shard: HeldShard
  }

  init(_ machines: Machines) { self.machines = machines }

  mutating func add(_ shards: [HeldShard], of machine: Int) {
    for held in shards {
      var list = divisions[held.piece] ?? []
      let index = list.firstIndex { $0.shards == held.shards } ?? list.count
      if index == list.count {
        list.append(Division(shards: held.shards, machines: Array(repeating: [], count: held.shards)))
      }
      list[index].machines[held.shard].append(machine)
      divisions[held.piece] = list
    }
  }

  /// In how many parts holders divide a piece, ascending.
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
