import Quantities

/// A step on a stage's layout: who holds how many of its tokens. In decode a sequence is one token.
struct StepShape: Sendable {
  let layout: StageLayout
  /// All tokens of the stage.
  let tokens: Explained<Scalar>
  /// Tokens of the fullest data-parallel rank; of whole sequences in a plan.
  let tokensPerRank: Explained<Scalar>
  /// Tokens that one GPU sends to experts: its rank's, divided over the tensor-parallel ranks.
  let tokensPerGPU: Explained<Scalar>
  /// Sequences of a rank that get a token; prompts get none but their last.
  let sequencesPerRank: Explained<Scalar>
  /// Sequences of average length whose cache reads equal those of the rank that the others wait for.
  let slowestRankSequences: Explained<Scalar>
  /// Tokens that a sequence verifies; `nil` for one.
  let tokensPerSequence: Explained<Scalar>?
  /// Prompt tokens of a rank and the tokens that each attends to on average; `nil` without prompts.
  let prompts: (tokens: Explained<Scalar>, span: Explained<Scalar>)?
  let tensorParallel: Explained<Scalar>
  let expertParallel: Explained<Scalar>
  let expertTensorParallel: Explained<Scalar>
  let imbalance: Explained<Scalar>
  /// Whether ranks are no busier for holding more experts: copies fill all slots, or experts were placed by their load.
  let expertsAreLevelled: Bool

  /// Whether the step holds prompt tokens, and is not replayed from a recorded graph.
  var holdsPrompts: Bool { prompts != nil }

  /// A micro-batch of decode.
  /// - Parameter wholeSequences: `false` lets a rank hold a fraction of a sequence: a bound that grows no faster than the
  ///   batch.
  init(
    layout: StageLayout, microBatch: Int, wholeSequences: Bool, imbalance: ExpertImbalance, _ figures: HardwareFigures
  ) {
    let tokens = figures.recorder.layout("micro-batch", microBatch)
    let dataParallel = figures.recorder.layout("DP", layout.dataParallel)
    let share = layout.dataParallel == 1 ? tokens : tokens / dataParallel
    let perRank = layout.dataParallel == 1 || !wholeSequences ? share : share.roundedUp().named("sequences per rank")
    self.init(
      layout: layout, tokens: tokens, perRank: perRank, sequences: perRank, tokensPerSequence: nil, prompts: nil,
      imbalance: imbalance, lengthVariation: nil, figures)
  }

  /// A step of serving.
  /// - Parameter lengthVariation: Coefficient of variation of contexts; `nil` takes the calibration's.
  init(
    layout: StageLayout, batch: StepBatch, imbalance: ExpertImbalance, lengthVariation: Explained<Scalar>?,
    _ figures: HardwareFigures
  ) {
    func leaf(_ name: @autoclosure () -> String, _ value: Double) -> Explained<Scalar> {
      figures.recorder(
        name(), Quantity<Scalar>(value), source: DerivationSource(file: "workload", key: "step"))
    }
    let dataParallel = figures.recorder.layout("DP", layout.dataParallel)
    let sequences = leaf("sequences per rank", batch.sequences)
    let drafted = batch.tokensPerSequence == 1 ? nil : leaf("tokens verified per sequence", batch.tokensPerSequence)
    var perRank = drafted.map { sequences * $0 } ?? sequences
    var prompts: (tokens: Explained<Scalar>, span: Explained<Scalar>)?
    var all = layout.dataParallel == 1 ? perRank : perRank * dataParallel
    if batch.promptTokens > 0 {
      let tokens = leaf("prompt tokens per rank", batch.promptTokens)
      prompts = (tokens, leaf("tokens attended by a prompt token", batch.promptSpan))
      let busy = batch.busyRanks == 1 ? tokens : tokens * leaf("ranks with prompts", batch.busyRanks)
      all = all + (layout.dataParallel == 1 ? busy : busy * dataParallel)
      perRank = perRank + tokens
    }
    self.init(
      layout: layout, tokens: all.named("tokens of the step"), perRank: perRank.named("tokens per rank"),
      sequences: sequences, tokensPerSequence: drafted, prompts: prompts, imbalance: imbalance,
      lengthVariation: lengthVariation, figures)
  }

  private init(
    layout: StageLayout, tokens: Explained<Scalar>, perRank: Explained<Scalar>, sequences: Explained<Scalar>,
    tokensPerSequence: Explained<Scalar>?, prompts: (tokens: Explained<Scalar>, span: Explained<Scalar>)?,
    imbalance: ExpertImbalance, lengthVariation: Explained<Scalar>?, _ figures: HardwareFigures
  ) {
    func degree(_ name: @autoclosure () -> String, _ value: Int) -> Explained<Scalar> {
      figures.recorder.layout(name(), value)
    }
    self.layout = layout
    self.tokens = tokens
    self.tokensPerSequence = tokensPerSequence
    self.prompts = prompts
    tokensPerRank = perRank
    sequencesPerRank = sequences
    tensorParallel = degree("TP", layout.tensorParallel)
    expertParallel = degree("EP", layout.expertParallel)
    expertTensorParallel = degree("expert TP", layout.expertTensorParallel)
    tokensPerGPU = layout.tensorParallel == 1 ? perRank : perRank / tensorParallel
    slowestRankSequences = Self.slowest(sequences, degree("DP", layout.dataParallel), lengthVariation, figures)
    expertsAreLevelled = imbalance.isReplicated || imbalance.isPlaced
    self.imbalance = imbalance.leaf(layout.expertParallelism, figures)
  }

  /// n · (1 + √(2 ln DP) · CV / √n): ranks hold contexts of different lengths, and a layer waits for the fullest.
  private static func slowest(
    _ sequences: Explained<Scalar>, _ dataParallel: Explained<Scalar>, _ lengthVariation: Explained<Scalar>?,
    _ figures: HardwareFigures
  ) -> Explained<Scalar> {
    let variation =
      lengthVariation ?? figures.recorder(figures.calibration.imbalance.sequenceLengthVariation)
    guard dataParallel.value > 1, variation.value > 0, sequences.value > 0 else { return sequences }
    let skew = 1 + (2 * dataParallel.naturalLogarithm()).squareRoot() * variation / sequences.squareRoot()
    return (sequences * skew).named("sequences of the slowest rank")
  }
}
