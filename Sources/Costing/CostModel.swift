import Clusters
import Models
import Quantities

/// What a layout costs in time and memory, for one model on one pool under one workload and calibration.
///
/// Pure functions. With `Recorder.on` every value carries its derivation; without, it is a plain number, by the same code.
public struct CostModel: Sendable {
  /// What is laid out.
  public let model: ModelArchitecture
  /// Where it is laid out.
  public let cluster: Cluster
  /// Index of the pool in `cluster.pools`.
  public let poolIndex: Int
  /// What is served.
  public let workload: Workload
  /// What turns peaks into predictions.
  public let calibration: Calibration
  /// The family whose figures are used in place of the accelerator's own, and why; `nil` where it has its own.
  public let inheritedCalibration: Calibration.Inheritance?
  /// The distinct kinds of layer, in the order of their first layer.
  public let kinds: [LayerKind]
  /// For each layer the index of its kind.
  public let kindOfLayer: [Int]
  /// For each kind how many layers are of it.
  public let layersOfKind: [Int]
  public let recorder: Recorder
  let imbalance: ExpertImbalance
  let figures: HardwareFigures
  let network: Network
  let operators: [LayerOperators]
  private let caches: [CacheFormula]
  let workloadFigures: WorkloadFigures
  let embedding: Weights
  let output: Weights

  /// - Parameters:
  ///   - model: What is laid out.
  ///   - cluster: Where.
  ///   - poolIndex: Index of the pool in `cluster.pools`.
  ///   - workload: What is served.
  ///   - calibration: Efficiencies and overheads.
  ///   - runtime: The serving runtime, "vllm"; `nil` takes the calibration's figures for any.
  ///   - imbalance: From expert loads, or `.calibrated`.
  ///   - recorder: Whether values carry derivations.
  /// - Throws: `Diagnostic` where the calibration knows nothing about the pool's accelerator or the runtime.
  public init(
    model: ModelArchitecture, cluster: Cluster, poolIndex: Int, workload: Workload, calibration: Calibration,
    runtime: String? = nil, imbalance: ExpertImbalance = .calibrated, recorder: Recorder = .off
  ) throws {
    let pool = cluster.pools[poolIndex]
    let family = try calibration.figures(forFamily: pool.accelerator.family)
    self.model = model
    self.cluster = cluster
    self.poolIndex = poolIndex
    self.workload = workload
    self.calibration = calibration
    self.imbalance = imbalance
    self.recorder = recorder
    inheritedCalibration = family.inherited
    figures = try HardwareFigures(
      pool: pool, calibration: family.figures, runtime: calibration.figures(forRuntime: runtime), recorder: recorder)
    network = Network(pool: pool, file: cluster.file, recorder: recorder)
    let workloadFigures = WorkloadFigures(workload, model: model, recorder: recorder)
    self.workloadFigures = workloadFigures
    kinds = model.layerGroups.map(\.kind)
    layersOfKind = model.layerGroups.map(\.indices.count)
    var kindOfLayer = [Int](repeating: 0, count: model.layers.count)
    for (kind, group) in model.layerGroups.enumerated() {
      for layer in group.indices { kindOfLayer[layer] = kind }
    }
    self.kindOfLayer = kindOfLayer
    let pageShare = SharedPages.share(model, runtime: runtime, format: workloadFigures.cacheFormat)
    caches = model.layerGroups.map { group in
      CacheFormula(
        shape: group.kind.mixer.cache, workload: workloadFigures, pageShare: pageShare,
        source: DerivationSource(file: model.file, key: "layers[\(group.indices[0])]"))
    }
    operators = zip(model.layerGroups, caches).map { group, cache in
      LayerOperators(
        kind: group.kind, firstLayer: group.indices[0], model: model, workload: workloadFigures, cache: cache,
        calibration: calibration)
    }
    embedding = Weights(
      model.embedding + model.towers, name: model.towers.isEmpty ? "embedding" : "embedding, vision and audio",
      source: DerivationSource(file: model.file, key: "vocab_size"),
      recorder: recorder)
    output = Weights(
      Self.outputTensors(model), name: "LM head", source: DerivationSource(file: model.file, key: "vocab_size"),
      recorder: recorder)
  }

  /// The pool that the layout lies in.
  public var pool: Pool { cluster.pools[poolIndex] }

  /// How far predictions have been off for this accelerator and kind of deployment; `nil` where the calibration does not say.
  public func errorRange(of subject: ErrorRange.Subject, _ deployment: ErrorRange.Deployment) -> ErrorRange? {
    if subject == .timePerOutputToken, let errors = inheritedCalibration?.errors { return errors }
    return calibration.errorRange(of: subject, inheritedCalibration == nil ? deployment : .inherited)
  }

  /// Final norm and LM head; a tied head is the embedding, multiplied instead of looked up.
  private static func outputTensors(_ model: ModelArchitecture) -> [Tensor] {
    guard model.tiesEmbeddings else { return model.output }
    return model.output
      + model.embedding.prefix(1).map {
        Tensor(
          name: $0.name, elements: $0.elements, role: .matrix, sharding: $0.sharding, weightFormat: $0.weightFormat)
      }
  }
}

extension CostModel {
  /// Weight bytes of one layer on one GPU: experts apart, and the GPU that holds most experts; `redundant` is what copies
  /// add to ⌈E / EP⌉ experts, on average over layers where some have fewer, `nil` where there are none.
  public func layerWeights(
    kind: Int, layout: StageLayout
  ) -> (weights: Explained<Information>, experts: Explained<Information>, redundant: Explained<Information>?) {
    let layer = operators[kind]
    let rest = Weights(
      layer.kind.tensorsBesideExperts, name: "weights",
      source: DerivationSource(file: model.file, key: "layers[\(layer.firstLayer)]"), recorder: recorder)
    let weights = rest.groups.isEmpty ? Explained(Bytes.zero) : rest.bytes(tensorParallel: tensorParallel(layout))
    guard let experts = layer.experts else { return (weights, Explained(Bytes.zero), nil) }
    let bytes = experts.expert.bytes(
      tensorParallel: recorder.layout("expert TP", layout.expertTensorParallel))
    let expertParallel = recorder.layout("EP", layout.expertParallel)
    let once = experts.local(redundant: 0, among: expertParallel, recorder: recorder)
    guard layout.redundantExperts > 0 else { return (weights, once * bytes, nil) }
    func copies(_ redundant: Int) -> Explained<Scalar> {
      experts.local(redundant: redundant, among: expertParallel, recorder: recorder) - once
    }
    var held = copies(layout.redundantExperts)
    if let fewerCopies = layout.fewerCopies {
      let share = fewerCopies.share(recorder: recorder)
      held = held * (1 - share) + copies(fewerCopies.redundantExperts) * share
    }
    return (weights, once * bytes, held.named("copies on a GPU") * bytes)
  }

  /// Cache bytes that one sequence keeps on one rank for one layer.
  public func layerCache(kind: Int, layout: StageLayout) -> Explained<Information> {
    caches[kind].perSequence(tensorParallel: layout.tensorParallel)
  }

  /// Bytes of the embedding on one rank of the first stage, with vision and audio towers.
  public func embeddingWeights(layout: StageLayout) -> Explained<Information> {
    embedding.bytes(tensorParallel: tensorParallel(layout))
  }

  /// Bytes of final norm and LM head on one rank of the last stage. A tied head of a single stage is stored once.
  public func outputWeights(layout: StageLayout, isOnlyStage: Bool) -> Explained<Information> {
    if model.tiesEmbeddings && isOnlyStage { return Explained(Bytes.zero) }
    return output.bytes(tensorParallel: tensorParallel(layout))
  }

  /// Bytes of activations for each sequence of a micro-batch on one rank: a token is in work of each.
  public var activationsPerSequence: Explained<Information> {
    let perElement = recorder(calibration.activationBytesPerToken)
    return (Explained<Information>.oneByte * (operators[0].hiddenSize * perElement)).named("activations per sequence")
  }

  private func tensorParallel(_ layout: StageLayout) -> Explained<Scalar> {
    recorder.layout("TP", layout.tensorParallel)
  }

  /// HBM that weights, caches and activations may fill, before the runtime's reserve.
  public var usableMemory: Explained<Information> {
    (figures.memory * recorder(calibration.usableShare)).named("usable HBM")
  }

  /// What the runtime keeps: a fixed amount, or on small cards a share of the HBM.
  public var runtimeReserve: Explained<Information> {
    let whole = calibration.runtimeReserve
    guard let most = calibration.mostReserveShare, most.quantity.value * figures.memory.value < whole.quantity.value
    else {
      return recorder(whole).named("runtime reserve")
    }
    return (figures.memory * recorder(most)).named("runtime reserve")
  }
}

extension CostModel {
  /// The time of one layer of a kind, for a micro-batch.
  /// - Parameters:
  ///   - kind: Index into `kinds`.
  ///   - layout: Of the stage that holds the layer.
  ///   - microBatch: b, sequences.
  ///   - wholeSequences: `false` lets a rank hold a fraction of a sequence; the time is then no more, and grows no faster
  ///     than the batch (time / b falls with b), which bounds whole intervals of batches.
  public func layerCost(
    kind: Int, layout: StageLayout, microBatch: Int, wholeSequences: Bool = true
  ) -> LayerCost {
    layerCost(kind: kind, step(layout, microBatch, wholeSequences))
  }

  /// The time of one layer of a kind, for a step.
  func layerCost(kind: Int, _ step: StepShape) -> LayerCost {
    operators[kind].cost(step, network: network, figures)
  }

  /// What the experts of one layer of a kind cost in a step of decode, by unit; `nil` where it has none.
  /// - Parameter sequencesPerRank: Tokens of each rank; a fraction counts as such.
  public func expertUnits(kind: Int, layout: StageLayout, sequencesPerRank: Double) -> ExpertUnitCosts? {
    operators[kind].expertUnits(
      step(layout, StepBatch(sequences: sequencesPerRank), nil), network: network, figures)
  }

  /// A step of serving on a layout.
  func step(_ layout: StageLayout, _ batch: StepBatch, _ lengthVariation: Explained<Scalar>?) -> StepShape {
    StepShape(layout: layout, batch: batch, imbalance: imbalance, lengthVariation: lengthVariation, figures)
  }

  /// The LM head on the last stage.
  public func headCost(layout: StageLayout, microBatch: Int, wholeSequences: Bool = true) -> OperatorCost {
    headCost(step(layout, microBatch, wholeSequences))
  }

  /// The LM head reads its weights and multiplies for each token that is generated or verified, and the host works for each
  /// sequence that gets one.
  func headCost(_ step: StepShape) -> OperatorCost {
    let tokens = step.tokensPerSequence.map { step.sequencesPerRank * $0 } ?? step.sequencesPerRank
    let head = DenseOperator.cost(
      "LM head", weights: output, tokens: tokens, tensorParallel: step.tensorParallel, figures)
    let perSequence = recorder(figures.calibration.overhead.sequence)
    guard perSequence.value > 0 else { return head }
    return OperatorCost(
      name: head.name, memory: head.memory, compute: head.compute,
      fixed: (perSequence * step.sequencesPerRank).named("host work for sequences"))
  }

  /// What every stage pays per micro-batch besides its layers.
  public func stepOverhead() -> OperatorCost {
    OperatorCost(name: "step overhead", fixed: recorder(figures.calibration.overhead.step))
  }

  /// The hop into a stage.
  /// - Parameters:
  ///   - layout: Of the receiving stage.
  ///   - level: Index of the network level where the two stages meet; 0 is scale-up.
  public func hopCost(
    into layout: StageLayout, microBatch: Int, level: Int, wholeSequences: Bool = true
  ) -> OperatorCost {
    let step = step(layout, microBatch, wholeSequences)
    return PipelineHop.cost(
      tokens: step.tokensPerRank, hiddenSize: operators[0].hiddenSize, tensorParallel: step.tensorParallel,
      level: level, network: network, figures)
  }

  /// The way of the token ids from the last stage to the first.
  public func tokenReturnCost(level: Int) -> OperatorCost {
    PipelineHop.tokenReturn(level: level, network: network, figures)
  }

  /// The level of the network that domains lying next to each other need to reach each other; 0 is scale-up.
  public func level(spanningDomains domains: Int) -> Int { network.level(spanning: domains) }

  /// Names of the network's levels, scale-up first.
  public var levelNames: [String] { network.levels.map(\.name) }

  /// GPUs of one group of a level.
  public func gpusPerGroup(ofLevel level: Int) -> Int { network.levels[level].gpusPerGroup }

  private func step(_ layout: StageLayout, _ microBatch: Int, _ wholeSequences: Bool) -> StepShape {
    StepShape(
      layout: layout, microBatch: microBatch, wholeSequences: wholeSequences, imbalance: imbalance, figures)
  }
}
