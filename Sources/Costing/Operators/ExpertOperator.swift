import Models
import Quantities

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
    mixture: MixtureOfExperts, hottestGPU: Calibration.HottestGPU, source: DerivationSource, recording: Bool
  ) {
    self.mixture = mixture
    self.hottestGPU = hottestGPU
    width = Explained(
      "elements that travel", Quantity<Scalar>(Double(mixture.dispatchWidth)), source: source, recording: recording)
    expert = Weights(mixture.expertTensors, name: "one expert", source: source, recording: recording)
    expertsPerToken = Explained(
      "experts per token", Quantity<Scalar>(Double(mixture.expertsPerToken)), source: source, recording: recording)
    expertCount = Explained(
      "experts", Quantity<Scalar>(Double(mixture.expertCount)), source: source, recording: recording)
  }

  /// memory = distinct experts hit · bytes / (η · BW); compute = (tokens + experts hit · half tokens) · FLOP / (η · peak):
  /// the efficiency of a grouped product is η · x / (x + half) at x tokens per expert.
  func cost(_ step: StepShape, _ figures: HardwareFigures) -> OperatorCost {
    let expertTensorParallel = step.expertTensorParallel
    let hit = expertsHit(step, figures).named("experts hit on the hottest GPU")
    let arriving = arriving(step)
    let read = hit * expert.bytes(tensorParallel: expertTensorParallel)
    let products = expert.groups.filter { $0.workPerToken.value > 0 }.map { group in
      let half = figures.halfTokens(group.format)
      let paid = half.value == 0 ? arriving : arriving + hit * half
      return group.work(tensorParallel: expertTensorParallel) * paid / (figures.peak(group.format) * figures.grouped)
    }
    return OperatorCost(
      name: "routed experts",
      memory: (read / (figures.memoryBandwidth * figures.expertWeights)).named("routed experts: weight reads"),
      compute: Explained.sum(products).named("routed experts: products"))
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
  func local(redundant: Int, among expertParallel: Explained<Scalar>, recording: Bool) -> Explained<Scalar> {
    (copies(redundant: redundant, recording: recording) / expertParallel).roundedUp().named("experts on a GPU")
  }

  /// E + R.
  private func copies(redundant: Int, recording: Bool) -> Explained<Scalar> {
    redundant == 0 ? expertCount : expertCount + .layout("redundant experts", redundant, recording: recording)
  }

  /// The mean over layers, where some have fewer copies.
  private func expertsHit(_ step: StepShape, _ figures: HardwareFigures) -> Explained<Scalar> {
    let hit = expertsHit(step, redundant: step.layout.redundantExperts, figures)
    guard let spared = step.layout.spared else { return hit }
    let share = spared.share(recording: figures.recording)
    return hit * (1 - share) + expertsHit(step, redundant: spared.redundantExperts, figures) * share
  }

  /// Distinct experts that the tokens reach on a GPU with E_loc of them, and for the GPU that is waited for the expected
  /// maximum of G such counts: mean + √(2 ln G · variance), at most E_loc. Of E + R copies each sees E / (E + R) of the
  /// tokens that its expert alone would: a copy that no token reaches is not read.
  private func expertsHit(
    _ step: StepShape, redundant: Int, _ figures: HardwareFigures
  ) -> Explained<Scalar> {
    let local = local(redundant: redundant, among: step.expertParallel, recording: figures.recording)
    let tokens =
      redundant == 0
      ? step.tokens : step.tokens * (expertCount / copies(redundant: redundant, recording: figures.recording))
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
    let variation = figures.calibration.imbalance.expertPopularityVariation.leaf(recording: figures.recording)
    guard variation.value > 0, missedByOne.value > 0 else { return missedByOne.raised(to: tokens) }
    let squared = variation * variation
    return (1 - squared * tokens * missedByOne.naturalLogarithm()).raised(to: -1 / squared)
  }
}
