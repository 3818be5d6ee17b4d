import Costing
import Topology

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
      score: score.value(gpus: layout.gpus, round: round, sequences: layout.sequences))
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
