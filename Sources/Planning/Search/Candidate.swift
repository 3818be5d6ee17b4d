import Costing

/// A replica that can be placed, with what it scores.
struct Candidate: Sendable {
  let path: PipelinePath
  let layout: ReplicaLayout
  let map: DomainMap
  /// R, seconds.
  let round: Double
  let score: Double

  /// Ties are broken by fewer GPUs, then fewer stages, then fewer micro-batches.
  func isBetter(than other: Candidate?) -> Bool {
    guard let other else { return true }
    if score < other.score * (1 - 1e-12) { return true }
    if score > other.score * (1 + 1e-12) { return false }
    return order.lexicographicallyPrecedes(other.order)
  }

  private var order: [Int] { [layout.gpus, layout.pipelineParallel, layout.microBatches, layout.microBatch] }
}
