import Clusters
import Costing

/// The round of a path at a batch, where it fits the memory and can be placed.
struct PathEvaluator: Sendable {
  let costs: CostModel
  let layouts: [StageLayout]
  let storage: StorageTable
  let score: Score
  let packer: ReplicaPacker
  /// Most GPUs of a replica.
  let gpuLimit: Int

  /// - Returns: `nil` where the path does not fit, uses too many GPUs, misses the TPOT target, or cannot be placed.
  func evaluate(_ path: PipelinePath, microBatch: Int, microBatches: Int) -> Candidate? {
    let stages = path.stages.map { StageAssignment(layers: $0.layers, layout: layouts[$0.layout]) }
    guard stages.reduce(0, { $0 + $1.layout.gpus }) <= gpuLimit,
      fits(path, microBatch: microBatch, microBatches: microBatches)
    else { return nil }
    let map = packer.map(stages.map(\.layout))
    guard packer.canPlace(map) else { return nil }
    let layout = ReplicaLayout(
      stages: stages, hopLevels: map.hopLevels, microBatch: microBatch, microBatches: microBatches)
    let round = round(of: layout)
    guard round <= score.goal.timePerOutputToken?.value ?? .infinity else { return nil }
    return Candidate(
      path: path, layout: layout, map: map, round: round,
      score: score.value(used: map.used, round: round, sequences: layout.sequences))
  }

  /// Whether every stage fits its HBM.
  func fits(_ path: PipelinePath, microBatch: Int, microBatches: Int) -> Bool {
    path.stages.allSatisfy { stage in
      storage.bytes(
        stage.layout, from: stage.layers.lowerBound, to: stage.layers.upperBound,
        sequencesPerRank: layouts[stage.layout].sequencesPerRank(microBatch: microBatch), microBatches: microBatches)
        <= storage.available
    }
  }

  /// The round that `CostModel.cost(of:)` finds, without memory and breakdown.
  private func round(of layout: ReplicaLayout) -> Double {
    costs.round(of: layout).time.value
  }

  /// The same path with the largest batch that fits memory and target: cost per token falls with it.
  func pushed(_ candidate: Candidate) -> Candidate {
    guard score.goal.batch == nil else { return candidate }
    var best = candidate
    var low = candidate.layout.microBatch
    var high = low * 2
    while let next = evaluate(candidate.path, microBatch: high, microBatches: candidate.layout.microBatches) {
      if next.isBetter(than: best) { best = next }
      low = high
      high *= 2
    }
    while high - low > 1 {
      let middle = (low + high) / 2
      if let next = evaluate(candidate.path, microBatch: middle, microBatches: candidate.layout.microBatches) {
        if next.isBetter(than: best) { best = next }
        low = middle
      } else {
        high = middle
      }
    }
    return best
  }
}

/// The path with the least sum of costs among those with a prescribed number of stages, no stage slower than a limit.
///
/// Without that number a boundary between layers is all that the rest of a path depends on; here the stages that are left
/// count as well.
struct CountedPath {
  let feasibility: StageFeasibility
  /// The key of a stage: layout, first layer, end.
  let cost: (Int, Int, Int) -> Double

  /// - Returns: For each layer boundary what the layers from there on cost at least, by any number of stages that can be
  ///   left there; and the path. `nil` where no path keeps to the limit.
  func solve(_ limit: RoundLimit) -> (least: [Double], path: PipelinePath)? {
    let layers = feasibility.layerCount
    let stages = feasibility.stages.prescribed ?? 1
    // [stages left][boundary].
    var least = [[Double]](repeating: [Double](repeating: .infinity, count: layers + 1), count: stages + 1)
    var next = [[(layout: Int, end: Int)]](
      repeating: [(layout: Int, end: Int)](repeating: (-1, -1), count: layers + 1), count: stages + 1)
    least[0][layers] = 0
    for first in stride(from: layers - 1, through: 0, by: -1) {
      for layout in feasibility.layouts {
        let reach = feasibility.reach(layout, from: first, limit)
        var ends = Array(first + 1..<max(first + 1, reach.inside + 1))
        if reach.reachesEnd { ends.append(layers) }
        for end in ends {
          let stage = cost(layout, first, end)
          for left in 1...stages where stage + least[left - 1][end] < least[left][first] {
            least[left][first] = stage + least[left - 1][end]
            next[left][first] = (layout, end)
          }
        }
      }
    }
    guard least[stages][0].isFinite else { return nil }
    var byBoundary = (0...layers).map { boundary in least.reduce(.infinity) { min($0, $1[boundary]) } }
    byBoundary[0] = least[stages][0]
    return (byBoundary, path(next, stages))
  }

  private func path(_ next: [[(layout: Int, end: Int)]], _ stages: Int) -> PipelinePath {
    var path: [PipelinePath.Stage] = []
    var first = 0
    for left in stride(from: stages, to: 0, by: -1) {
      let (layout, end) = next[left][first]
      path.append(.init(layers: first..<end, layout: layout))
      first = end
    }
    return PipelinePath(stages: path)
  }
}
