import Costing

/// Time and room of every stage that a replica could have, at one batch.
struct OracleStages {
  let microBatch: Int
  let microBatches: Int
  let layerCount: Int
  private let costs: CostModel
  private let times: [[Double]]
  private let bytes: [[Double]]
  private let heads: [Double]

  init(costs: CostModel, layouts: [StageLayout], microBatch: Int, microBatches: Int) {
    self.costs = costs
    self.microBatch = microBatch
    self.microBatches = microBatches
    layerCount = costs.kindOfLayer.count
    let usable = costs.usableMemory.value - costs.runtimeReserve.value
    let count = layerCount
    heads = layouts.map { costs.headCost(layout: $0, microBatch: microBatch).time.value }
    times = layouts.map { layout in
      costs.kindOfLayer.map { costs.layerCost(kind: $0, layout: layout, microBatch: microBatch).time.value }
    }
    // Free bytes of the run from each layer to each end, row by row.
    bytes = layouts.map { layout in
      let sequences = layout.sequencesPerRank(microBatch: microBatch)
      let perLayer = costs.kindOfLayer.map { kind in
        let stored = costs.layerWeights(kind: kind, layout: layout)
        return stored.weights.value + stored.experts.value + (stored.redundant?.value ?? 0)
          + Double(sequences * microBatches) * costs.layerCache(kind: kind, layout: layout).value
      }
      return (0..<count).flatMap { first in
        (1...count).map { end in
          guard end > first else { return -1 }
          var free = usable - perLayer[first..<end].reduce(0, +)
          free -= Double(sequences) * costs.activationsPerSequence.value
          if first == 0 { free -= costs.embeddingWeights(layout: layout).value }
          if end == count { free -= costs.outputWeights(layout: layout, isOnlyStage: first == 0).value }
          return free
        }
      }
    }
  }

  func fits(_ layout: Int, _ first: Int, _ end: Int) -> Bool { bytes[layout][first * layerCount + end - 1] >= 0 }

  func time(_ layout: Int, _ first: Int, _ end: Int) -> Double {
    times[layout][first..<end].reduce(0, +) + costs.stepOverhead().time.value
      + (end == layerCount ? heads[layout] : 0)
  }

  /// Of a path whose stages meet at the given levels, return included.
  func hops(_ layouts: [StageLayout], levels: [Int]) -> (sum: Double, longest: Double) {
    guard let home = levels.last else { return (0, 0) }
    let times =
      zip(layouts.dropFirst(), levels).map {
        costs.hopCost(into: $0, microBatch: microBatch, level: $1).time.value
      } + [costs.tokenReturnCost(level: home).time.value]
    return (times.reduce(0, +), times.max() ?? 0)
  }
}
