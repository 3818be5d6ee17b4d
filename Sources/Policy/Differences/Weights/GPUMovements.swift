import Plans

/// What was moved, by GPU and by level.
struct GPUMovements {
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
      let lacking = Lacking((moved.lacking[machine] ?? []).map { pieces[$0].part })
      return GPUMovement(
        pool: machines.cluster.pools[pool].name, gpu: number, kept: moved.kept[machine], received: received,
        fromStorage: moved.fromStorage[machine], sent: sent, time: time(of: machine), layers: lacking.layers,
        tables: lacking.tables, experts: lacking.experts)
    }
  }

  /// Of the busiest link of any GPU.
  var time: Double? { (0..<machines.count).compactMap { time(of: $0) }.max() }

  private func time(of machine: Int) -> Double? {
    let busiest = times(of: machine).max() ?? 0
    return busiest > 0 ? busiest : nil
  }

  /// By level, of whichever direction is busier.
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
