import Models
import Quantities

/// Bytes that one sequence keeps for one layer on one rank.
struct CacheFormula: Sendable {
  private let shape: CacheShape
  /// Undivided.
  let perSequence: Explained<Information>
  private let source: DerivationSource
  private let recording: Bool

  /// (elements per token · S + window + indexer) · bytes per element + state.
  init(shape: CacheShape, workload: WorkloadFigures, source: DerivationSource) {
    self.shape = shape
    self.source = source
    recording = workload.recording
    func leaf(_ name: String, _ value: Double) -> Explained<Scalar> {
      Explained(name, Quantity<Scalar>(value), source: source, recording: workload.recording)
    }
    var elements: [Explained<Scalar>] = []
    if shape.elementsPerToken > 0 {
      elements.append(leaf("cache elements per token", shape.elementsPerToken) * workload.peakContext)
    }
    if shape.indexerElementsPerToken > 0 {
      elements.append(leaf("indexer elements per token", shape.indexerElementsPerToken) * workload.peakContext)
    }
    if shape.windowTokens > 0 {
      let tokens = Explained.minimum([workload.peakContext, leaf("window", Double(shape.windowTokens))])
      elements.append(leaf("window elements per token", Double(shape.windowElementsPerToken)) * tokens)
    }
    var parts: [Explained<Information>] = []
    if !elements.isEmpty {
      parts.append(Explained<Information>.oneByte * (Explained.sum(elements) * workload.cacheElementBytes))
    }
    if shape.stateElements + shape.convolutionElements > 0 {
      parts.append(
        Explained("state of a sequence", shape.constantBytes, source: source, recording: workload.recording))
    }
    perSequence = parts.isEmpty ? Explained(Bytes.zero) : Explained.sum(parts).named("cache per sequence and layer")
  }

  /// On one tensor-parallel rank: divided until every rank has one key/value head; MLA's latent is on every rank.
  func perSequence(tensorParallel: Int) -> Explained<Information> {
    let shards = min(shape.shards, tensorParallel)
    guard shards > 1, perSequence.value > 0 else { return perSequence }
    return perSequence
      / Explained("cache shards", Quantity<Scalar>(Double(shards)), source: source, recording: recording)
  }
}

/// What fills the HBM of a GPU.
public struct MemoryUse: Sendable {
  /// Weights but those of routed experts.
  public let weights: Explained<Information>
  /// Routed experts.
  public let experts: Explained<Information>
  /// Their copies beyond one of each; `nil` where there are none.
  public let redundantExperts: Explained<Information>?
  /// KV cache, windows and states of the sequences in flight.
  public let cache: Explained<Information>
  /// Activations of the tokens in a step.
  public let activations: Explained<Information>
  /// What the runtime and its communication library keep.
  public let reserve: Explained<Information>
  /// HBM × usable share.
  public let usable: Explained<Information>

  /// All parts together.
  public var total: Explained<Information> {
    let parts = [weights, experts, redundantExperts, cache, activations, reserve]
    return Explained.sum(parts.compactMap(\.self)).named("HBM used")
  }

  /// What is left; negative where the parts do not fit.
  public var free: Bytes { usable.quantity - total.quantity }

  /// Whether all parts fit.
  public var fits: Bool { free.value >= 0 }
}
