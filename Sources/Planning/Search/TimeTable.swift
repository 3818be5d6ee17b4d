import Costing

/// Times of every run of layers under every layout for one micro-batch size, from prefix sums.
struct TimeTable: Sendable {
  /// For each layout what decides whether another beats it: the time of a layer of each kind, head and hops.
  let compared: [[Double]]
  /// [layout][layer boundary], seconds.
  private let times: Grid
  private let head: Grid
  /// What every step takes whatever its layers, seconds; part of `stageTime`.
  let stepTime: Double
  /// Time of a hop into a stage, [level][layout], seconds.
  private let hops: Grid
  /// The least time of a hop into a stage by layout over the levels that it can cross, seconds: a network card can be
  /// faster than the one link of a pair in a mesh.
  private let leastHops: [Double]
  /// Time of the return from the last stage to the first, by level, seconds.
  private let returns: [Double]
  private let layerCount: Int

  /// - Parameter wholeSequences: `false` for the bound in which ranks hold fractions of sequences.
  init(costs: CostModel, layouts: [StageLayout], microBatch: Int, wholeSequences: Bool) {
    layerCount = costs.kindOfLayer.count
    let perKind = layouts.map { layout in
      costs.kinds.indices.map {
        costs.layerCost(kind: $0, layout: layout, microBatch: microBatch, wholeSequences: wholeSequences).time.value
      }
    }
    times = Grid(
      perKind.map { kinds in costs.kindOfLayer.reduce(into: [0]) { $0.append($0[$0.count - 1] + kinds[$1]) } })
    let head = layouts.map {
      costs.headCost(layout: $0, microBatch: microBatch, wholeSequences: wholeSequences).time.value
    }
    let hops = costs.levelNames.indices.map { level in
      layouts.map {
        costs.hopCost(into: $0, microBatch: microBatch, level: level, wholeSequences: wholeSequences).time.value
      }
    }
    self.head = Grid([head])
    self.hops = Grid(hops)
    let perDomain = costs.pool.availableGPUsPerDomain.max() ?? 0
    leastHops = layouts.indices.map { layout in
      // A stage that fills a domain, or several, shares none with the one before.
      let fills = layouts[layout].domains > 1 || layouts[layout].gpusPerDomain >= perDomain
      return hops.dropFirst(fills && hops.count > 1 ? 1 : 0).reduce(.infinity) { min($0, $1[layout]) }
    }
    returns = costs.levelNames.indices.map { costs.tokenReturnCost(level: $0).time.value }
    stepTime = costs.stepOverhead().time.value
    compared = layouts.indices.map { layout in perKind[layout] + [head[layout]] + hops.map { $0[layout] } }
  }

  /// T_s of a stage that holds layers `first ..< end`.
  @inline(__always)
  func stageTime(_ layout: Int, from first: Int, to end: Int) -> Double {
    times[layout, end] - times[layout, first] + stepTime + (end == layerCount ? head[0, layout] : 0)
  }

  /// Time of a hop into a stage over a network level.
  func hopTime(into layout: Int, level: Int) -> Double { hops[level, layout] }

  /// Time of a hop into a stage over the level where it is shortest, for bounds.
  func leastHopTime(into layout: Int) -> Double { leastHops[layout] }

  /// Time of the return from the last stage to the first over a network level.
  func returnTime(level: Int) -> Double { returns[level] }

  /// Time of that return over the level where it is shortest, for bounds.
  var leastReturnTime: Double { returns.min() ?? 0 }

  /// The least time in which all layers can be passed, each on its fastest layout.
  func fastestPass(_ layouts: [Int]) -> Double {
    var total = layouts.reduce(Double.infinity) { min($0, head[0, $1]) }
    for layer in 0..<layerCount {
      total += layouts.reduce(Double.infinity) { min($0, times[$1, layer + 1] - times[$1, layer]) }
    }
    return total
  }
}
