import Models
import Quantities

/// The layers of a model that a stage holds, and whether it holds the embedding and the LM head.
struct StageContents: Sendable {
  /// Layers by the index of their kind; a fraction where layers are spread evenly over stages.
  let layers: [(kind: Int, count: Double)]
  let holdsEmbedding: Bool
  let holdsHead: Bool
  /// A tied head of a single stage is stored once.
  let isOnlyStage: Bool
}

/// What fills the HBM of the fullest GPU of a stage, before it is known how many sequences there are: the only place where
/// memory is added up. With n sequences on a rank in m micro-batches it is `fixed` + n · cache + max(n / m, 1) · activations.
public struct StageMemory: Sendable {
  /// Weights but those of routed experts.
  public let weights: Explained<Information>
  /// Routed experts, one of each: ⌈E / EP⌉ slots.
  public let experts: Explained<Information>
  /// What copies add, up to ⌈(E + R) / EP⌉ slots; `nil` where there are none.
  public let redundantExperts: Explained<Information>?
  /// KV cache, windows and states of one sequence in all layers of the stage.
  public let cachePerSequence: Explained<Information>
  /// Activations of one sequence of a micro-batch.
  public let activationsPerSequence: Explained<Information>
  /// What the runtime and its communication library keep.
  public let reserve: Explained<Information>
  /// HBM × usable share.
  public let usable: Explained<Information>
  let recorder: Recorder

  /// Bytes that do not grow with the sequences.
  public var fixed: Double { weights.value + experts.value + (redundantExperts?.value ?? 0) + reserve.value }

  /// Bytes that a sequence more adds where each of m micro-batches has at least one.
  public func perSequence(microBatches: Int) -> Double {
    cachePerSequence.value + activationsPerSequence.value / Double(microBatches)
  }

  /// All parts together.
  /// - Parameters:
  ///   - n: Sequences of one micro-batch on a rank.
  ///   - microBatches: m; the caches of all of them are resident, the activations of one.
  public func use(sequencesPerRank n: Int, microBatches: Int) -> MemoryUse {
    let resident = recorder.layout("sequences resident on a rank", n * microBatches)
    let working = recorder.layout("sequences per rank", n)
    return MemoryUse(
      weights: weights, experts: experts, redundantExperts: redundantExperts,
      cache: (resident * cachePerSequence).named("KV cache"),
      activations: (working * activationsPerSequence).named("activations"), reserve: reserve, usable: usable)
  }

  /// All parts together for a mean of sequences on a rank that need not be whole; a micro-batch that works has one at least.
  public func use(meanSequences n: Double, microBatches: Int) -> MemoryUse {
    func figure(_ name: String, _ count: Double) -> Explained<Scalar> {
      recorder(name, Quantity<Scalar>(count), source: DerivationSource(file: "traffic", key: "load"))
    }
    let working = figure("sequences per rank", max(n / Double(microBatches), 1))
    return MemoryUse(
      weights: weights, experts: experts, redundantExperts: redundantExperts,
      cache: (figure("sequences resident on a rank", n) * cachePerSequence).named("KV cache"),
      activations: (working * activationsPerSequence).named("activations"), reserve: reserve, usable: usable)
  }

  /// Bytes that are left beside so many sequences on a rank, a mean that need not be whole; negative where they do not fit.
  public func free(sequencesPerRank n: Double, microBatches: Int) -> Double {
    use(meanSequences: n, microBatches: microBatches).free.value
  }

  /// Sequences on a rank at which nothing is left, m micro-batches sharing them; below 1 where not even one fits.
  public func sequencesThatFit(microBatches: Int) -> Double {
    let free = usable.value - fixed
    let perSequence = perSequence(microBatches: microBatches)
    guard perSequence > 0 else { return free > 0 ? .infinity : 0 }
    let most = free / perSequence
    // Fewer sequences than micro-batches: a micro-batch that works has a whole one.
    guard most < Double(microBatches), cachePerSequence.value > 0 else { return most }
    return (free - activationsPerSequence.value) / cachePerSequence.value
  }
}

extension CostModel {
  /// The HBM of a rank of a worker: layers are spread evenly over its stages, and any stage may have the embedding and the
  /// LM head.
  /// - Parameter layout: Of one of its stages.
  public func memory(of group: WorkerGroup, layout: StageLayout) -> StageMemory {
    let stages = group.pipelineParallel
    let contents = StageContents(
      layers: layersOfKind.enumerated().map { (kind: $0.offset, count: Double($0.element) / Double(stages)) },
      holdsEmbedding: true, holdsHead: true, isOnlyStage: stages == 1)
    return memory(
      of: contents, layout: layout.with(redundantExperts: group.redundantExperts, fewerCopies: layout.fewerCopies))
  }

  /// The HBM of the fullest GPU of a stage: weights, ⌈(E + R) / EP⌉ experts a layer, and what each sequence adds.
  func memory(of contents: StageContents, layout: StageLayout) -> StageMemory {
    var weights: [Explained<Information>] = []
    var experts: [Explained<Information>] = []
    var redundant: [Explained<Information>] = []
    var caches: [Explained<Information>] = []
    for (kind, count) in contents.layers {
      let layers = recorder(
        "layers", Quantity<Scalar>(count), source: DerivationSource(file: "layout", key: "layers"))
      let stored = layerWeights(kind: kind, layout: layout)
      weights.append(layers * stored.weights)
      experts.append(layers * stored.experts)
      if let copies = stored.redundant { redundant.append(layers * copies) }
      caches.append(layers * layerCache(kind: kind, layout: layout))
    }
    if contents.holdsEmbedding { weights.append(embeddingWeights(layout: layout)) }
    if contents.holdsHead { weights.append(outputWeights(layout: layout, isOnlyStage: contents.isOnlyStage)) }
    return StageMemory(
      weights: Explained.sum(weights).named("weights"), experts: Explained.sum(experts).named("experts"),
      redundantExperts: redundant.isEmpty ? nil : Explained.sum(redundant).named("redundant experts"),
      cachePerSequence: Explained.sum(caches), activationsPerSequence: activationsPerSequence, reserve: runtimeReserve,
      usable: usableMemory, recorder: recorder)
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
  /// Activations of the sequences of one micro-batch, a token each.
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
  public var free: Explained<Information> { (usable - total).named("free HBM") }

  /// Whether all parts fit.
  public var fits: Bool { free.value >= 0 }
}

/// Bytes of a sequence's cache for one layer: what it keeps, and what a new token reads of it. Both are `CacheShape.bytes`.
struct CacheFormula: Sendable {
  private let shape: CacheShape
  private let context: Explained<Scalar>
  private let elementBytes: Explained<Scalar>
  private let source: DerivationSource
  private let recorder: Recorder
  /// What one sequence of the reserved length keeps, undivided.
  private let kept: Explained<Information>

  /// - Parameters:
  ///   - shape: The cache of the layer.
  ///   - workload: Contexts and the cache's format.
  ///   - pageShare: Bytes of pages for each byte of growing entries in them.
  ///   - source: The source of the layer's figures.
  init(shape: CacheShape, workload: WorkloadFigures, pageShare: Double = 1, source: DerivationSource) {
    self.shape = shape
    self.source = source
    recorder = workload.recorder
    context = workload.averageContext
    elementBytes = workload.cacheElementBytes
    let entries = shape.bytes(
      context: workload.peakContext, elementBytes: workload.cacheElementBytes, source: source,
      recorder: workload.recorder)
    guard pageShare > 1 else {
      kept = entries.named("cache per sequence and layer")
      return
    }
    let growing = shape.growing.bytes(
      context: workload.peakContext, elementBytes: workload.cacheElementBytes, source: source,
      recorder: workload.recorder)
    let empty = workload.recorder(
      "bytes of pages left empty, per byte of entries", Quantity<Scalar>(pageShare - 1), source: source)
    kept = (growing.value > 0 ? entries + growing * empty : entries).named("cache per sequence and layer")
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

/// Pages of a KV cache that layers of different kinds share.
enum SharedPages {
  /// Bytes of pages for each byte of growing entries in them; 1 where nothing is left empty.
  ///
  /// vLLM takes every page from one pool, in which a page has room for all layers of the largest group. Layers that compress
  /// differently are groups of their own, so that a sequence holds as many such pages once more for each of them: for
  /// DeepSeek-V4-Flash 2 · 21 · (584 + 132) / 4 = 7,518 bytes a token, where 3,850 are entries. Measured: 7.01 GiB hold 1,009,661 tokens,
  /// 7,455 bytes each (vllm-project/vllm issue 51041).
  static func share(_ model: ModelArchitecture, runtime: String?, format: NumberFormat) -> Double {
    guard runtime == "vllm" else { return 1 }
    var groups: [Int: Double] = [:]
    for layer in model.layers {
      let bytes = layer.kind.mixer.cache.growing.bytes(context: 1, format: format).value
      guard bytes > 0 else { continue }
      groups[layer.kind.mixer.attention?.compression ?? 1, default: 0] += bytes
    }
    let entries = groups.keys.sorted().reduce(0) { $0 + (groups[$1] ?? 0) }
    guard groups.count > 1, let largest = groups.values.max() else { return 1 }
    return Double(groups.count) * largest / entries
  }
}
