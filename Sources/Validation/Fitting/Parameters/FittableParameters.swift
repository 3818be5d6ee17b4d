/// The figures that measured runs may move: few, bounded and named. Everything else of a calibration stays as it is.
///
/// What is left out on purpose: memory figures, which serving times do not show, and the shares of single kernels that
/// kernel tables tell better than whole steps do.
public enum FittableParameters {
  /// In the order in which reports list them, family by family.
  public static let all: [FittableParameter] = times + shares + factors

  private static let times = [
    FittableParameter(
      "families.*.overhead.mixtureLayer", unit: "us", scale: .logarithmic, bounds: 5...400, priorWidth: 0.35,
      meaning: "fixed cost of a layer with experts: launches, norms, routing, permutations"),
    FittableParameter(
      "families.*.overhead.denseLayer", unit: "us", scale: .logarithmic, bounds: 3...300, priorWidth: 0.35,
      meaning: "fixed cost of a layer without experts"),
    FittableParameter(
      "families.*.overhead.step", unit: "us", scale: .linear, bounds: 0...20_000, priorWidth: 1_000,
      meaning: "fixed cost of a step of the scheduler, whatever the number of layers"),
    FittableParameter(
      "families.*.allReduce.latency", unit: "us", scale: .logarithmic, bounds: 1...60, priorWidth: 0.35,
      meaning: "time of an all-reduce of no bytes"),
    FittableParameter(
      "families.*.allToAll.scaleUpLatency", unit: "us", scale: .logarithmic, bounds: 3...150, priorWidth: 0.35,
      meaning: "time of a dispatch or combine of no bytes inside a domain"),
    FittableParameter(
      "families.*.allToAll.scaleOutLatency", unit: "us", scale: .logarithmic, bounds: 5...400, priorWidth: 0.5,
      meaning: "time of a dispatch or combine of no bytes between domains"),
  ]

  private static let shares = [
    FittableParameter(
      "families.*.hbm.denseWeights", scale: .logistic, bounds: 0.3...0.97, priorWidth: 0.5,
      meaning: "share of the HBM bandwidth that reads of dense weights reach"),
    FittableParameter(
      "families.*.hbm.expertWeights", scale: .logistic, bounds: 0.3...0.97, priorWidth: 0.5,
      meaning: "share of the HBM bandwidth that reads of expert weights reach"),
    FittableParameter(
      "families.*.hbm.latentAttention", scale: .logistic, bounds: 0.2...0.97, priorWidth: 0.5,
      meaning: "share of the HBM bandwidth that reads of a latent KV cache reach"),
    FittableParameter(
      "families.*.hbm.groupedAttention", scale: .logistic, bounds: 0.2...0.97, priorWidth: 0.5,
      meaning: "share of the HBM bandwidth that reads of a grouped-query KV cache reach"),
    FittableParameter(
      "families.*.compute.grouped", scale: .logistic, bounds: 0.05...0.9, priorWidth: 0.6,
      meaning: "share of the dense peak that grouped products reach at many tokens per expert"),
    FittableParameter(
      "families.*.compute.attention", scale: .logistic, bounds: 0.05...0.9, priorWidth: 0.6,
      meaning: "share of the dense peak that attention scores reach"),
    FittableParameter(
      "families.*.allToAll.scaleUpEfficiency", scale: .logistic, bounds: 0.1...0.97, priorWidth: 0.5,
      meaning: "share of the scale-up bandwidth that dispatch and combine reach"),
  ]

  private static let factors = [
    FittableParameter(
      "families.*.compute.groupedHalfTokens", scale: .logarithmic, bounds: 4...1_000, priorWidth: 0.5,
      meaning: "tokens that an expert needs for half of the efficiency of grouped products"),
    FittableParameter(
      "families.*.imbalance.experts", scale: .logarithmic, bounds: 1...4, priorWidth: 0.2,
      meaning: "load of the hottest GPU over the mean, where no expert load is given"),
  ]
}
