import Glibc
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
  /// - Parameter lengthVariation: Coefficient of variation of contexts; `nil` where all are equally long.
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

  /// n · (1 + E · CV / √n) with E the expected largest of DP standard normals: ranks hold contexts of different lengths, and
  /// a layer waits for the fullest.
  private static func slowest(
    _ sequences: Explained<Scalar>, _ dataParallel: Explained<Scalar>, _ lengthVariation: Explained<Scalar>?,
    _ figures: HardwareFigures
  ) -> Explained<Scalar> {
    guard dataParallel.value > 1, let variation = lengthVariation, variation.value > 0, sequences.value > 0 else {
      return sequences
    }
    let largest = figures.recorder(
      "expected largest of \(Int(dataParallel.value)) standard normals",
      Quantity<Scalar>(NormalOrder.expectedLargest(of: Int(dataParallel.value))),
      source: DerivationSource(file: "mathematics", key: "order statistics"))
    let skew = 1 + largest * variation / sequences.squareRoot()
    return (sequences * skew).named("sequences of the slowest rank")
  }
}

/// Order statistics of standard normals.
enum NormalOrder {
  /// E[max] = ∫₀^∞ 1 − Φ(x)ⁿ dx − ∫₋∞^0 Φ(x)ⁿ dx: 0.564 of 2, 1.424 of 8, 2.07 of 32.
  static func expectedLargest(of count: Int) -> Double {
    count < table.count ? table[max(count, 1)] : integral { pow($0, Double(count)) }
  }

  /// By the number of normals; the powers of Φ are built up one by one.
  private static let table: [Double] = {
    var power = [Double](repeating: 1, count: distribution.count)
    return [0]
      + (1...1_024).map { _ in
        for index in power.indices { power[index] *= distribution[index] }
        return sum(power)
      }
  }()

  private static let step = 1.0 / 64
  private static let reach = 8.0
  /// Φ in the middle of each step from −8 to 8.
  private static let distribution = (0..<Int(2 * reach / step)).map { index in
    0.5 * erfc(-(-reach + (Double(index) + 0.5) * step) / 2.0.squareRoot())
  }

  private static func integral(_ power: (Double) -> Double) -> Double { sum(distribution.map(power)) }

  private static func sum(_ powers: [Double]) -> Double {
    let half = powers.count / 2
    return step * (powers[half...].reduce(0) { $0 + (1 - $1) } - powers[..<half].reduce(0, +))
  }
}
