import Models
import Quantities

/// Bytes of a sequence's cache for one layer: what it keeps, and what a new token reads of it. Both are `CacheShape.bytes`.
struct CacheFormula: Sendable {
  private let shape: CacheShape
  private let context: Explained<Scalar>
  private let elementBytes: Explained<Scalar>
  private let source: DerivationSource
  private let recorder: Recorder
  /// What one sequence of the reserved length keeps, undivided.
  private let kept: Explained<Information>

  init(shape: CacheShape, workload: WorkloadFigures, source: DerivationSource) {
    self.shape = shape
    self.source = source
    recorder = workload.recorder
    context = workload.averageContext
    elementBytes = workload.cacheElementBytes
    kept = shape.bytes(
      context: workload.peakContext, elementBytes: workload.cacheElementBytes, source: source,
      recorder: workload.recorder
    ).named("cache per sequence and layer")
  }

  /// What one sequence keeps on one rank.
  func perSequence(tensorParallel: Int) -> Explained<Information> {
    divided(kept, tensorParallel: tensorParallel)
  }

  /// What a new token of one sequence of the average context reads on one rank; a recurrent state is read and written.
  /// - Parameter entryTokens: Tokens whose entries are read, where a sparse attention selects some.
  func read(entryTokens: Explained<Scalar>, tensorParallel: Int) -> Explained<Information> {
    let whole = shape.bytes(
      context: context, entryTokens: entryTokens, elementBytes: elementBytes, stateAccesses: 2, source: source,
      recorder: recorder)
    return divided(whole.named("cache read per sequence"), tensorParallel: tensorParallel)
  }

  /// Divided until every rank has one key/value head; MLA's latent is on every rank.
  private func divided(_ bytes: Explained<Information>, tensorParallel: Int) -> Explained<Information> {
    let shards = min(shape.shards, tensorParallel)
    guard shards > 1, bytes.value > 0 else { return bytes }
    return bytes / recorder("cache shards", Quantity<Scalar>(Double(shards)), source: source)
  }
}
