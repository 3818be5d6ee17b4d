import Quantities

/// A micro-batch on a stage's layout: who holds how many of its tokens. In decode a sequence is one token.
struct StepShape: Sendable {
  let layout: StageLayout
  /// b: all tokens of the micro-batch.
  let tokens: Explained<Scalar>
  /// Tokens of the fullest data-parallel rank; whole sequences.
  let tokensPerRank: Explained<Scalar>
  /// Tokens that one GPU sends to experts: its rank's, divided over the tensor-parallel ranks.
  let tokensPerGPU: Explained<Scalar>
  /// Sequences of average length whose cache reads equal those of the rank that the others wait for.
  let slowestRankSequences: Explained<Scalar>
  let tensorParallel: Explained<Scalar>
  let expertParallel: Explained<Scalar>
  let expertTensorParallel: Explained<Scalar>
  let imbalance: Explained<Scalar>

  /// - Parameter wholeSequences: `false` lets a rank hold a fraction of a sequence: a bound that grows no faster than the
  ///   batch.
  init(
    layout: StageLayout, microBatch: Int, wholeSequences: Bool, imbalance: ExpertImbalance, _ figures: HardwareFigures
  ) {
    let recording = figures.recording
    func leaf(_ name: @autoclosure () -> String, _ value: Int) -> Explained<Scalar> {
      .layout(name(), value, recording: recording)
    }
    self.layout = layout
    tokens = leaf("micro-batch", microBatch)
    tensorParallel = leaf("TP", layout.tensorParallel)
    expertParallel = leaf("EP", layout.expertParallel)
    expertTensorParallel = leaf("expert TP", layout.expertTensorParallel)
    let dataParallel = leaf("DP", layout.dataParallel)
    let share = layout.dataParallel == 1 ? tokens : tokens / dataParallel
    tokensPerRank =
      layout.dataParallel == 1 || !wholeSequences ? share : share.roundedUp().named("sequences per rank")
    tokensPerGPU = layout.tensorParallel == 1 ? tokensPerRank : tokensPerRank / tensorParallel
    slowestRankSequences = Self.slowest(tokensPerRank, dataParallel, figures)
    self.imbalance = imbalance.leaf(expertParallel: layout.expertParallel, figures)
  }

  /// n · (1 + √(2 ln DP) · CV / √n): ranks hold contexts of different lengths, and a layer waits for the fullest.
  private static func slowest(
    _ sequences: Explained<Scalar>, _ dataParallel: Explained<Scalar>, _ figures: HardwareFigures
  ) -> Explained<Scalar> {
    let variation = figures.calibration.imbalance.sequenceLengthVariation.leaf(recording: figures.recording)
    guard dataParallel.value > 1, variation.value > 0 else { return sequences }
    let skew = 1 + (2 * dataParallel.naturalLogarithm()).squareRoot() * variation / sequences.squareRoot()
    return (sequences * skew).named("sequences of the slowest rank")
  }
}
