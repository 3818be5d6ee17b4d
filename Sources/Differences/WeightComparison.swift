import Clusters
import Plans

/// The movement of weights from one plan to another: bytes kept, bytes moved by distance, and the time.
struct WeightComparison {
  private let machines: Machines
  private let before: [HoldingGroup]
  private let after: [HoldingGroup]

  /// - Parameters:
  ///   - before: The plan that runs. GPUs that the cluster no longer has, or that are unavailable, send nothing.
  ///   - after: The plan that is to run.
  ///   - cluster: The cluster of the latter.
  init(before: [HoldingGroup], after: [HoldingGroup], cluster: Cluster) {
    machines = Machines(cluster)
    self.before = before
    self.after = after
  }

  /// - Returns: `nil` where plans contradict themselves; the text says why.
  func movement() -> (movement: WeightMovement?, fault: String?) {
    for (name, groups) in [("plan A", before), ("plan B", after)] {
      if let fault = groups.lazy.compactMap(\.fault).first { return (nil, "\(name) has \(fault)") }
    }
    var table = PieceTable(before + after)
    let numbers = machines.numbers()
    let held = Self.byMachine(before, &table, numbers)
    let wanted = Self.byMachine(after, &table, numbers)
    guard wanted.elsewhere.isEmpty else { return (nil, "plan B uses GPUs that its cluster does not have") }
    var mover = WeightMover(machines, pieces: table.pieces, before: held.machines)
    guard let moved = mover.moved(to: wanted.machines) else { return (nil, "degrees have no common multiple") }
    let all = Self.bytes(wanted.machines, table.pieces)
    let was = Self.bytes(held.machines, table.pieces) + held.elsewhere.reduce(0) { $0 + Self.bytes($1, table.pieces) }
    let kept = moved.kept.reduce(0, +)
    let gpus = GPUMovements(machines, moved, pieces: table.pieces)
    return (
      WeightMovement(
        held: all, kept: kept, moved: moved.received.reduce(0, +), fromStorage: moved.fromStorage.reduce(0, +),
        dropped: max(0, was - kept), levels: gpus.levels, time: gpus.time, gpus: gpus.all), nil
    )
  }

  private static func bytes(_ held: [Int: [HeldShard]], _ pieces: [WeightPiece]) -> Double {
    held.keys.sorted().reduce(0) { $0 + bytes(held[$1] ?? [], pieces) }
  }

  private static func bytes(_ held: [HeldShard], _ pieces: [WeightPiece]) -> Double {
    held.reduce(0) { $0 + pieces[$1.piece].bytes / Double($1.shards) }
  }

  private static func byMachine(
    _ groups: [HoldingGroup], _ table: inout PieceTable, _ numbers: [MachineKey: Int]
  ) -> (machines: [Int: [HeldShard]], elsewhere: [[HeldShard]]) {
    var result: [Int: [HeldShard]] = [:]
    var elsewhere: [[HeldShard]] = []
    for group in groups {
      for (rank, shards) in zip(group.ranks, table.shards(of: group)) {
        if let number = numbers[rank.gpu.key] {
          result[number, default: []] += shards
        } else {
          elsewhere.append(shards)
        }
      }
    }
    return (result, elsewhere)
  }
}

/// The movements by GPU and by level.
private struct GPUMovements {
  private let machines: Machines
  private let moved: MovedWeights
  private let pieces: [WeightPiece]

  init(_ machines: Machines, _ moved: MovedWeights, pieces: [WeightPiece]) {
    self.machines = machines
    self.moved = moved
    self.pieces = pieces
  }

  /// GPUs that lack or send something.
  var all: [GPUMovement] {
    (0..<machines.count).compactMap { machine in
      let (pool, number) = machines.pool(of: machine)
      let received = named(moved.received(by: machine), pool: pool)
      let sent = named(moved.sent(by: machine), pool: pool)
      guard !received.isEmpty || !sent.isEmpty || moved.fromStorage[machine] > 0 else { return nil }
      let lacking = MissingPieces((moved.lacking[machine] ?? []).map { pieces[$0].part })
      return GPUMovement(
        pool: machines.cluster.pools[pool].name, gpu: number, kept: moved.kept[machine], received: received,
        fromStorage: moved.fromStorage[machine], sent: sent, time: time(of: machine), layers: lacking.layers,
        tables: lacking.tables, experts: lacking.experts)
    }
  }

  /// The time of the busiest link of any GPU.
  var time: Double? { (0..<machines.count).compactMap { time(of: $0) }.max() }

  private func time(of machine: Int) -> Double? {
    let busiest = times(of: machine).max() ?? 0
    return busiest > 0 ? busiest : nil
  }

  /// The times by level, in the busier direction.
  private func times(of machine: Int) -> [Double] {
    zip(
      machines.times(of: machine, bytes: moved.sent(by: machine)),
      machines.times(of: machine, bytes: moved.received(by: machine))
    ).map { max($0, $1) }
  }

  private func named(_ bytes: ArraySlice<Double>, pool: Int) -> [String: Double] {
    var result: [String: Double] = [:]
    for (level, value) in bytes.enumerated() where value > 0 {
      result[machines.levelName(pool: pool, level: level), default: 0] += value
    }
    return result
  }

  /// Levels that something crosses; those of one name in several pools as one.
  var levels: [LevelMovement] {
    var order: [(level: Int, name: String)] = []
    var found: [String: LevelMovement] = [:]
    for machine in 0..<machines.count {
      let pool = machines.pool(of: machine).index
      let times = times(of: machine)
      for (level, bytes) in moved.received(by: machine).enumerated() where level < times.count {
        guard bytes > 0 || times[level] > 0 else { continue }
        let name = machines.levelName(pool: pool, level: level)
        if found[name] == nil { order.append((level, name)) }
        var sum = found[name] ?? LevelMovement(level: name, bytes: 0, receivers: 0, time: 0)
        sum.bytes += bytes
        sum.receivers += bytes > 0 ? 1 : 0
        sum.time = max(sum.time, times[level])
        found[name] = sum
      }
    }
    return order.enumerated().sorted { ($0.element.level, $0.offset) < ($1.element.level, $1.offset) }
      .compactMap { found[$0.element.name] }
  }
}

/// The layers and experts of pieces that a GPU lacks.
private struct MissingPieces {
  let layers: [[Int]]
  let tables: Bool
  let experts: [GPUMovement.LackedExperts]

  init(_ parts: [WeightPiece.Part]) {
    var layers: Set<Range<Int>> = []
    var tables = false
    var experts: [Range<Int>: Set<Int>] = [:]
    for part in parts {
      switch part {
      case .embedding, .output: tables = true
      case .layers(let block): layers.insert(block)
      case .expert(let expert, let block): experts[block, default: []].insert(expert)
      }
    }
    self.layers = Self.runs(layers)
    self.tables = tables
    let alike = Dictionary(grouping: experts.keys) { (experts[$0] ?? []).sorted() }
    self.experts = alike.map { GPUMovement.LackedExperts(layers: Self.runs(Set($1)), experts: $0) }
      .sorted { $0.layers[0][0] < $1.layers[0][0] }
  }

  private static func runs(_ blocks: Set<Range<Int>>) -> [[Int]] {
    blocks.sorted { $0.lowerBound < $1.lowerBound }.reduce(into: []) { runs, block in
      if let last = runs.last, last[1] + 1 == block.lowerBound {
        runs[runs.count - 1][1] = block.upperBound - 1
      } else {
        runs.append([block.lowerBound, block.upperBound - 1])
      }
    }
  }
}
