import Costing

/// Bytes per GPU of every run of layers under every layout, from prefix sums; independent of the batch. What
/// `StageMemory` says of a stage, tabulated, for the search asks it for very many.
struct StorageTable: Sendable {
  let layouts: [StageLayout]
  let layerCount: Int
  /// Weights with experts, [layout][layer boundary].
  private let weights: Grid
  /// Cache of one sequence, [layout][layer boundary].
  private let caches: Grid
  /// The same for one layer of each kind.
  private let kindWeights: [[Double]]
  private let kindCaches: [[Double]]
  private let embedding: Grid
  private let output: Grid
  private let outputOfOnlyStage: Grid
  private let activationPerSequence: Double
  /// HBM that weights, caches and activations may fill.
  var available: Double

  init(costs: CostModel, layouts: [StageLayout]) {
    self.layouts = layouts
    layerCount = costs.kindOfLayer.count
    let kindWeights = layouts.map { layout in
      costs.kinds.indices.map { kind in
        let stored = costs.layerWeights(kind: kind, layout: layout)
        return stored.weights.value + stored.experts.value + (stored.redundant?.value ?? 0)
      }
    }
    let kindCaches = layouts.map { layout in
      costs.kinds.indices.map { costs.layerCache(kind: $0, layout: layout).value }
    }
    weights = Grid(kindWeights.map { Self.prefix(costs.kindOfLayer, $0) })
    caches = Grid(kindCaches.map { Self.prefix(costs.kindOfLayer, $0) })
    self.kindWeights = kindWeights
    self.kindCaches = kindCaches
    embedding = Grid([layouts.map { costs.embeddingWeights(layout: $0).value }])
    output = Grid([layouts.map { costs.outputWeights(layout: $0, isOnlyStage: false).value }])
    outputOfOnlyStage = Grid([layouts.map { costs.outputWeights(layout: $0, isOnlyStage: true).value }])
    activationPerSequence = costs.activationsPerSequence.value
    available = costs.usableMemory.value - costs.runtimeReserve.value
  }

  /// Cache that one more sequence adds over all GPUs of the stages that hold it.
  func leastCachePerSequence(_ layout: Int) -> Double {
    caches[layout, layerCount] * Double(layouts[layout].tensorParallel)
  }

  private static func prefix(_ kindOfLayer: [Int], _ perKind: [Double]) -> [Double] {
    kindOfLayer.reduce(into: [0]) { $0.append($0[$0.count - 1] + perKind[$1]) }
  }

  /// Bytes on the fullest GPU of a stage, without the runtime's reserve.
  /// - Parameters:
  ///   - sequencesPerRank: n, of one micro-batch.
  ///   - microBatches: m; the caches of all of them are resident.
  @inline(__always)
  func bytes(_ layout: Int, from first: Int, to end: Int, sequencesPerRank: Int, microBatches: Int) -> Double {
    let isFirst = first == 0
    let isLast = end == layerCount
    var bytes = weights[layout, end] - weights[layout, first]
    bytes += (caches[layout, end] - caches[layout, first]) * Double(sequencesPerRank * microBatches)
    bytes += activationPerSequence * Double(sequencesPerRank)
    if isFirst { bytes += embedding[0, layout] }
    if isLast { bytes += isFirst ? outputOfOnlyStage[0, layout] : output[0, layout] }
    return bytes
  }

  /// Whether layout `a` never stores more than `b`, whatever the layers, for so many sequences on a rank of each.
  func storesNoMore(_ a: Int, _ sequencesOfA: Int, than b: Int, _ sequencesOfB: Int) -> Bool {
    guard embedding[0, a] <= embedding[0, b], output[0, a] <= output[0, b] else { return false }
    return kindWeights[a].indices.allSatisfy { kind in
      kindWeights[a][kind] <= kindWeights[b][kind]
        && kindCaches[a][kind] * Double(sequencesOfA) <= kindCaches[b][kind] * Double(sequencesOfB)
    }
  }
}
