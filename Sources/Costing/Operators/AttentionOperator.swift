import Models
import Quantities

/// Scores and values over the cache: a sequence's new token reads what the sequence holds, a prompt's tokens attend to
/// those before them.
struct AttentionOperator: Sendable {
  private let mixer: TokenMixer
  private let cache: CacheFormula
  private let cacheFormat: NumberFormat
  private let context: Explained<Scalar>
  private let source: DerivationSource
  private let recorder: Recorder

  init(
    mixer: TokenMixer, cache: CacheFormula, cacheFormat: NumberFormat, context: Explained<Scalar>,
    source: DerivationSource, recorder: Recorder
  ) {
    self.mixer = mixer
    self.cache = cache
    self.cacheFormat = cacheFormat
    self.context = context
    self.source = source
    self.recorder = recorder
  }

  /// Attention of the sequences in decode, and of the prompts; empty for a layer without a mixer.
  func costs(_ step: StepShape, _ figures: HardwareFigures) -> [OperatorCost] {
    guard mixer.kind != .none else { return [] }
    var costs: [OperatorCost] = []
    if step.sequencesPerRank.value > 0 || step.prompts == nil { costs.append(decode(step, figures)) }
    if let prompts = step.prompts { costs += [prompt(prompts, step, figures)].compactMap(\.self) }
    return costs
  }

  /// memory = sequences · cache read / (η · BW); compute = verified tokens · FLOP / (η · peak of the cache's format).
  private func decode(_ step: StepShape, _ figures: HardwareFigures) -> OperatorCost {
    let sequences = step.slowestRankSequences
    let tokens = step.tokensPerSequence.map { sequences * $0 } ?? sequences
    let bytes = cache.read(entryTokens: tokensAttended(of: context), tensorParallel: step.layout.tensorParallel)
    let memory = (sequences * bytes / (figures.memoryBandwidth * efficiency(figures))).named("attention: cache reads")
    let compute = workPerToken(attending: context, tensorParallel: step.tensorParallel).map { work in
      (work * tokens / figures.attentionRate(cache: cacheFormat)).named("attention: scores and values")
    }
    return OperatorCost(name: "attention", memory: memory, compute: compute)
  }

  /// compute = prompt tokens · FLOP over the average span / (η · bf16 peak); a prompt's queries share what they read.
  private func prompt(
    _ prompts: (tokens: Explained<Scalar>, span: Explained<Scalar>), _ step: StepShape, _ figures: HardwareFigures
  ) -> OperatorCost? {
    workPerToken(attending: prompts.span, isPrompt: true, tensorParallel: step.tensorParallel).map { work in
      let time = work * prompts.tokens / (figures.peak(.bfloat16) * figures.promptAttention)
      return OperatorCost(name: "prompt attention", compute: time.named("prompt attention: scores and values"))
    }
  }

  private func efficiency(_ figures: HardwareFigures) -> Explained<Scalar> {
    switch mixer.kind {
    case .latent, .sparseLatent: figures.latentAttention
    case .linear, .stateSpace: figures.recurrentState
    default: figures.groupedAttention
    }
  }

  /// Original tokens behind the entries that a token attends to when `tokens` stand before it.
  private func tokensAttended(of tokens: Explained<Scalar>) -> Explained<Scalar> {
    guard let selected = mixer.attention?.selectedEntries else { return tokens }
    let compression = Double(mixer.attention?.compression ?? 1)
    return Explained.minimum([tokens, leaf("tokens behind selected entries", Double(selected) * compression)])
  }

  /// FLOP that one token causes on one rank: 2 · heads · (score + value width) per entry.
  /// - Parameter isPrompt: Prompts take the widths of prefill, where MLA is not absorbed.
  private func workPerToken(
    attending tokens: Explained<Scalar>, isPrompt: Bool = false, tensorParallel: Explained<Scalar>
  ) -> Explained<Arithmetic>? {
    guard let shape = mixer.attention else {
      guard mixer.cache.stateElements > 0 else { return nil }
      // A state is decayed, updated by an outer product and read: about three multiply-adds an element.
      let work = leaf("state elements", Double(mixer.cache.stateElements)) * 6 / tensorParallel
      return Explained<Arithmetic>.oneOperation * work
    }
    let width =
      isPrompt ? shape.prefillScoreWidth + shape.prefillValueWidth : shape.scoreWidth + shape.valueWidth
    let perEntry = leaf("FLOP per head and entry", 2 * Double(width))
    let heads = leaf("query heads", Double(shape.queryHeads)) / tensorParallel
    var work = heads * perEntry * entriesAttended(of: tokens)
    if shape.indexerWidth > 0 {
      let entries = tokens / leaf("tokens per entry", Double(shape.compression))
      work = work + leaf("indexer FLOP per entry", 2 * Double(shape.indexerWidth)) * entries
    }
    return (Explained<Arithmetic>.oneOperation * work).named("attention FLOP per token")
  }

  private func entriesAttended(of tokens: Explained<Scalar>) -> Explained<Scalar> {
    var entries: [Explained<Scalar>] = []
    if mixer.cache.elementsPerToken > 0 {
      let compression = mixer.attention?.compression ?? 1
      let attended = tokensAttended(of: tokens)
      entries.append(compression == 1 ? attended : attended / leaf("tokens per entry", Double(compression)))
    }
    if mixer.cache.windowTokens > 0 {
      entries.append(Explained.minimum([tokens, leaf("window", Double(mixer.cache.windowTokens))]))
    }
    return entries.isEmpty ? tokens : .sum(entries)
  }

  private func leaf(_ name: String, _ value: Double) -> Explained<Scalar> {
    recorder(name, Quantity<Scalar>(value), source: source)
  }
}

extension Explained where D == Arithmetic {
  /// Turns a number of operations into operations.
  static var oneOperation: Self { Explained(FLOPs(1)) }
}
