import Models
import Quantities

/// The operators of one kind of layer, ready to be costed for any layout and batch.
final class LayerOperators: Sendable {
  let kind: LayerKind
  /// The name of what ranks lose to each other at exchanges with experts.
  static let exchangeWait = "wait at exchanges"
  /// The first layer of the kind, for names and sources.
  let firstLayer: Int
  let hiddenSize: Explained<Scalar>
  let mixerWeights: Weights
  let feedForwardWeights: Weights
  /// Whether the mixer's products run in fp8.
  private let quantisesActivations: Bool
  private let attention: AttentionOperator
  let experts: ExpertOperator?
  let allToAll: ExpertAllToAll?
  let travelling: AllToAllFormats

  init(
    kind: LayerKind, firstLayer: Int, model: ModelArchitecture, workload: WorkloadFigures, cache: CacheFormula,
    calibration: Calibration
  ) {
    let recorder = workload.recorder
    let source = DerivationSource(file: model.file, key: "layers[\(firstLayer)]")
    self.kind = kind
    self.firstLayer = firstLayer
    hiddenSize = recorder(
      "hidden size", Quantity<Scalar>(Double(model.hiddenSize)),
      source: DerivationSource(file: model.file, key: "hidden_size"))
    mixerWeights = Weights(
      kind.mixer.tensors + kind.otherTensors, name: "attention weights", source: source, recorder: recorder)
    quantisesActivations = kind.mixer.tensors.contains { $0.weightFormat.isFloat8InBlocks }
    attention = AttentionOperator(
      mixer: kind.mixer, cache: cache, cacheFormat: workload.cacheFormat, context: workload.averageContext,
      source: source, recorder: recorder)
    let mixture = kind.feedForward.mixture
    experts = mixture.map {
      ExpertOperator(mixture: $0, hottestGPU: calibration.hottestGPU, source: source, recorder: recorder)
    }
    feedForwardWeights = Weights(
      Self.feedForwardTensors(kind.feedForward),
      name: mixture == nil ? "feed-forward weights" : "router and shared experts",
      source: source, recorder: recorder)
    allToAll = zip(mixture, experts).map { mixture, experts in
      ExpertAllToAll(
        mixture, calibration: calibration, expertsPerToken: experts.expertsPerToken, source: source,
        recorder: recorder)
    }
    travelling = AllToAllFormats(mixture: mixture, source: source, recorder: recorder)
  }

  private static func feedForwardTensors(_ feedForward: FeedForward) -> [Tensor] {
    switch feedForward {
    case .none: []
    case .dense(let tensors): tensors
    case .mixture(let mixture): mixture.sharedTensors + mixture.routerTensors
    }
  }

  /// The time of the layer for a micro-batch.
  func cost(_ step: StepShape, network: Network, _ figures: HardwareFigures) -> LayerCost {
    var operators: [OperatorCost] = []
    if kind.mixer.kind != .none { operators += mixerOperators(step, network: network, figures) }
    switch kind.feedForward {
    case .none: break
    case .dense: operators += denseOperators("feed-forward", step, network: network, figures)
    case .mixture: operators += mixtureOperators(step, network: network, figures)
    }
    operators += [activations(step, figures), overhead(step, figures)].compactMap(\.self)
    return LayerCost(operators: operators, name: "layer \(firstLayer)")
  }

  private func mixerOperators(_ step: StepShape, network: Network, _ figures: HardwareFigures) -> [OperatorCost] {
    var operators = [
      DenseOperator.cost(
        "attention projections", weights: mixerWeights, tokens: step.tokensPerRank,
        tensorParallel: step.tensorParallel, figures)
    ]
    operators += attention.costs(step, figures)
    return operators + allReduce("attention all-reduce", step, network: network, figures)
  }

  private func denseOperators(
    _ name: String, _ step: StepShape, network: Network, _ figures: HardwareFigures
  ) -> [OperatorCost] {
    let products = DenseOperator.cost(
      name, weights: feedForwardWeights, tokens: step.tokensPerRank, tensorParallel: step.tensorParallel, figures)
    return [products] + allReduce("\(name) all-reduce", step, network: network, figures)
  }

  /// Sum over the tensor-parallel ranks of activations in bf16.
  private func allReduce(
    _ name: String, _ step: StepShape, network: Network, _ figures: HardwareFigures
  ) -> [OperatorCost] {
    guard step.layout.tensorParallel > 1 else { return [] }
    let bytes = Explained<Information>.oneByte * (step.tokensPerRank * hiddenSize * 2)
    let reduce = AllReduce.cost(
      name, ranks: step.tensorParallel, bytes: bytes, layout: step.layout, network: network, figures)
    return [reduce] + waiting("wait at \(name)", times: 1, figures.calibration.overhead.allReduceWait, figures)
  }

  private func mixtureOperators(_ step: StepShape, network: Network, _ figures: HardwareFigures) -> [OperatorCost] {
    guard let experts, let allToAll else { return [] }
    var operators: [OperatorCost] = []
    if !feedForwardWeights.isEmpty {
      operators.append(
        DenseOperator.cost(
          "router and shared experts", weights: feedForwardWeights, tokens: step.tokensPerRank,
          tensorParallel: step.tensorParallel, figures))
    }
    let imbalance = experts.imbalance(step)
    let routed = experts.cost(step, figures)
    guard step.layout.sendsTokens else {
      return operators + [routed] + expertAllReduce(step, network: network, figures)
    }
    let send = { (name: String, bytes: Explained<Scalar>) in
      allToAll.cost(
        name, tokens: step.tokensPerGPU, bytesPerElement: bytes, step: step, imbalance: imbalance,
        network: network, figures)
    }
    return operators + [send("dispatch", travelling.dispatch), routed, send("combine", travelling.combine)]
      + waiting(Self.exchangeWait, times: 2, figures.calibration.overhead.exchangeWait, figures)
  }

  /// What collectives cost in a model on top of their kernels: ranks arrive at different times.
  private func waiting(
    _ name: String, times: Int, _ wait: Calibrated<Time>, _ figures: HardwareFigures
  ) -> [OperatorCost] {
    guard wait.quantity.value > 0 else { return [] }
    let leaf = figures.recorder(wait)
    return [OperatorCost(name: name, fixed: Explained<Scalar>(integerLiteral: times) * leaf)]
  }

  /// Where no token has to travel, the results of all tokens are summed over all GPUs.
  private func expertAllReduce(_ step: StepShape, network: Network, _ figures: HardwareFigures) -> [OperatorCost] {
    guard step.layout.gpus > 1 else { return [] }
    let bytes = Explained<Information>.oneByte * (step.tokens * hiddenSize * 2)
    let ranks = figures.recorder.layout("GPUs", step.layout.gpus)
    let reduce = AllReduce.cost(
      "experts all-reduce", ranks: ranks, bytes: bytes, layout: step.layout, network: network, figures)
    return [reduce]
      + waiting("wait at experts all-reduce", times: 1, figures.calibration.overhead.allReduceWait, figures)
  }

  /// Half of it for a layer that has only a mixer or only a feed-forward part.
  private func overhead(_ step: StepShape, _ figures: HardwareFigures) -> OperatorCost? {
    let overhead = figures.calibration.overhead
    let figure = kind.feedForward.mixture == nil ? overhead.denseLayer : overhead.mixtureLayer
    let hasMixer = kind.mixer.kind != .none
    let hasFeedForward = kind.feedForward != .none
    guard hasMixer || hasFeedForward else { return nil }
    var whole = figures.recorder(figure)
    for factor in [overhead.factor, figures.runtime.overheadFactor] where factor.quantity.value != 1 {
      whole = whole * figures.recorder(factor)
    }
    if quantisesActivations { whole = whole + figures.recorder(overhead.quantisedLayer) }
    if step.holdsPrompts { whole = whole + figures.recorder(overhead.promptLayer) }
    return OperatorCost(name: "fixed overhead", fixed: hasMixer && hasFeedForward ? whole : whole / 2)
  }

  /// Traffic of activations through HBM between the products: (vectors per token · tokens + vectors per expert token ·
  /// expert tokens) · width · 2 bytes / BW.
  private func activations(_ step: StepShape, _ figures: HardwareFigures) -> OperatorCost? {
    let traffic = figures.calibration.activations
    guard traffic.perToken.quantity.value > 0 else { return nil }
    var elements = step.tokensPerRank * (hiddenSize * figures.recorder(traffic.perToken))
    if let experts {
      let vectors = figures.recorder(traffic.perExpertToken)
      elements = elements + experts.arriving(step) * (experts.width * vectors)
    }
    let bytes = (Explained<Information>.oneByte * (elements * 2)).named("activation traffic")
    return OperatorCost(name: "activations", memory: bytes / figures.memoryBandwidth)
  }
}

private func zip<A, B>(_ first: A?, _ second: B?) -> (A, B)? {
  guard let first, let second else { return nil }
  return (first, second)
}

/// The grouped products of routed experts on the GPU that the step waits for.
struct ExpertOperator: Sendable {
  let mixture: MixtureOfExperts
  let expert: Weights
  let expertsPerToken: Explained<Scalar>
  let expertCount: Explained<Scalar>
  /// Elements of a token at an expert.
  let width: Explained<Scalar>
  let hottestGPU: Calibration.HottestGPU

  init(
    mixture: MixtureOfExperts, hottestGPU: Calibration.HottestGPU, source: DerivationSource, recorder: Recorder
  ) {
    self.mixture = mixture
    self.hottestGPU = hottestGPU
    width = recorder(
      "elements that travel", Quantity<Scalar>(Double(mixture.dispatchWidth)), source: source)
    expert = Weights(mixture.expertTensors, name: "one expert", source: source, recorder: recorder)
    expertsPerToken = recorder(
      "experts per token", Quantity<Scalar>(Double(mixture.expertsPerToken)), source: source)
    expertCount = recorder(
      "experts", Quantity<Scalar>(Double(mixture.expertCount)), source: source)
  }

  /// memory = distinct experts hit · bytes / (η · BW); compute = tokens · FLOP / (η · peak). A share of the reads is exposed:
  /// the products of an expert begin when its first weights are there, and few tokens hide little of what follows.
  func cost(_ step: StepShape, _ figures: HardwareFigures) -> OperatorCost {
    let expertTensorParallel = step.expertTensorParallel
    let hit = expertsHit(step, figures).named("experts hit on the hottest GPU")
    let arriving = arriving(step)
    let read = hit * expert.bytes(tensorParallel: expertTensorParallel)
    let bandwidth = figures.memoryBandwidth * figures.expertWeights
    let products = expert.groups.filter { $0.workPerToken.value > 0 }
    let exposed = products.map {
      figures.exposedReads($0.format) * (hit * $0.bytes(tensorParallel: expertTensorParallel) / bandwidth)
    }
    return OperatorCost(
      name: "routed experts",
      memory: (read / bandwidth).named("routed experts: weight reads"),
      compute: Explained.sum(
        products.map {
          $0.work(tensorParallel: expertTensorParallel) * arriving / (figures.peak($0.format) * figures.grouped)
        }
      ).named("routed experts: products"),
      exposedReads: exposed.allSatisfy { $0.value == 0 }
        ? nil : Explained.sum(exposed).named("routed experts: reads that products wait for"))
  }

  /// Tokens that experts of the hottest GPU work on: tokens · k / EP · imbalance.
  func arriving(_ step: StepShape) -> Explained<Scalar> {
    (step.tokens * expertsPerToken / step.expertParallel * imbalance(step)).named("expert tokens on the hottest GPU")
  }

  /// Load of the hottest GPU over the mean: what loads or the calibration say, but no less than uniform loads give where the
  /// experts do not divide evenly and nothing levels that out.
  func imbalance(_ step: StepShape) -> Explained<Scalar> {
    guard !step.expertsAreLevelled, mixture.expertCount % step.layout.expertParallel != 0 else {
      return step.imbalance
    }
    let local = (expertCount / step.expertParallel).roundedUp()
    return Explained.maximum([step.imbalance, local * step.expertParallel / expertCount]).named("expert imbalance")
  }

  /// ⌈(E + R) / EP⌉: copies of experts on the fullest GPU.
  func local(redundant: Int, among expertParallel: Explained<Scalar>, recorder: Recorder) -> Explained<Scalar> {
    (copies(redundant: redundant, recorder: recorder) / expertParallel).roundedUp().named("experts on a GPU")
  }

  /// E + R.
  private func copies(redundant: Int, recorder: Recorder) -> Explained<Scalar> {
    redundant == 0 ? expertCount : expertCount + recorder.layout("redundant experts", redundant)
  }

  /// The mean over layers, where some have fewer copies.
  private func expertsHit(_ step: StepShape, _ figures: HardwareFigures) -> Explained<Scalar> {
    let hit = expertsHit(step, redundant: step.layout.redundantExperts, figures)
    guard let fewerCopies = step.layout.fewerCopies else { return hit }
    let share = fewerCopies.share(recorder: figures.recorder)
    return hit * (1 - share) + expertsHit(step, redundant: fewerCopies.redundantExperts, figures) * share
  }

  /// Distinct experts that the tokens reach on a GPU with E_loc of them, and for the GPU that is waited for the expected
  /// maximum of G such counts: mean + √(2 ln G · variance), at most E_loc. Of E + R copies each sees E / (E + R) of the
  /// tokens that its expert alone would: a copy that no token reaches is not read.
  private func expertsHit(
    _ step: StepShape, redundant: Int, _ figures: HardwareFigures
  ) -> Explained<Scalar> {
    let local = local(redundant: redundant, among: step.expertParallel, recorder: figures.recorder)
    let tokens =
      redundant == 0
      ? step.tokens : step.tokens * (expertCount / copies(redundant: redundant, recorder: figures.recorder))
    let missed = shareMissed(tokens: tokens, figures).named("share of experts missed")
    let mean = local * (1 - missed)
    guard hottestGPU == .expectedMaximum, step.expertParallel.value > 1 else { return mean }
    let spread = (2 * step.expertParallel.naturalLogarithm() * mean * missed).squareRoot()
    return Explained.minimum([local, mean + spread])
  }

  /// (1 − k/E)^tokens = exp(−λ) where experts are equally popular; where their popularity is gamma-distributed with a
  /// coefficient of variation c, (1 + c² λ)^(−1/c²), the share of a negative binomial that is 0.
  private func shareMissed(tokens: Explained<Scalar>, _ figures: HardwareFigures) -> Explained<Scalar> {
    let missedByOne = 1 - expertsPerToken / expertCount
    let variation = figures.recorder(figures.calibration.imbalance.expertPopularityVariation)
    guard variation.value > 0, missedByOne.value > 0 else { return missedByOne.raised(to: tokens) }
    let squared = variation * variation
    return (1 - squared * tokens * missedByOne.naturalLogarithm()).raised(to: -1 / squared)
  }
}
