/// The parameters that a fit may change: few, bounded and named. Everything else of a calibration is kept.
///
/// The widths of priors are the uncertainty of whole steps given kernel tables, which measure single kernels. Left out
/// on purpose are memory figures, which do not affect serving times, and figures that the tables determine better than
/// runs.
public enum FittableParameters {
  /// The parameters, in the order of reports.
  public static let all: [FittableParameter] = shares + families + times + factors + runtimes

  private static func share(_ key: String, _ width: Double, _ meaning: String) -> FittableParameter {
    FittableParameter(key, scale: .logarithmic, bounds: 0.05...0.98, priorWidth: width, meaning: meaning)
  }

  private static let shares = [
    share("common.hbm.denseWeights", 0.12, "share of the HBM bandwidth that reads of dense weights reach"),
    share("common.hbm.expertWeights", 0.12, "share of the HBM bandwidth that reads of expert weights reach"),
    share("common.hbm.exposedExpertReads", 0.3, "share of the reads of expert weights that their products wait for"),
    share("common.hbm.latentAttention", 0.2, "share of the HBM bandwidth that reads of a latent KV cache reach"),
    share("common.hbm.groupedAttention", 0.15, "share of the HBM bandwidth that reads of a grouped-query cache reach"),
    share("common.compute.bf16", 0.15, "share of the dense peak that products in bf16 reach"),
    share("common.compute.fp8", 0.2, "share of the dense peak that products in fp8 with a scale a tensor reach"),
    share("common.compute.fp8InBlocks", 0.2, "share of the dense peak that products in fp8 in blocks reach"),
    share("families.*.compute.nvfp4", 0.3, "share of the dense peak that products in nvfp4 reach"),
    share(
      "common.compute.grouped", 0.3, "share of the dense peak that grouped products reach at many tokens per expert"),
    share("common.compute.attention", 0.1, "share of the bf16 peak that attention of decode reaches"),
    share("common.compute.fp8Attention", 0.2, "share of the fp8 peak that attention of decode over fp8 caches reaches"),
    share("common.compute.promptAttention", 0.3, "share of the bf16 peak that attention of prompts reaches"),
    share("common.allToAll.scaleUpEfficiency", 0.3, "share of the scale-up bandwidth that exchanges reach"),
    share("common.allToAll.scaleOutEfficiency", 0.2, "share of the scale-out bandwidth that exchanges reach"),
    share("serving.singlePrompts", 0.3, "share of a crowd's prompts that prefill takes alone"),
  ]

  private static let families = [
    share("families.blackwell.hbm.attainable", 0.06, "HBM bandwidth of Blackwell, held against Hopper"),
    share("families.blackwell.compute.attainable", 0.1, "rates of Blackwell, held against Hopper"),
    FittableParameter(
      "families.hopper.overhead.factor", scale: .logarithmic, bounds: 0.5...3, priorWidth: 0.1,
      meaning: "fixed costs of a layer on Hopper, held against Blackwell"),
  ]

  private static func time(_ key: String, _ width: Double, _ bounds: ClosedRange<Double>, _ meaning: String)
    -> FittableParameter
  {
    FittableParameter(key, unit: "us", scale: .logarithmic, bounds: bounds, priorWidth: width, meaning: meaning)
  }

  private static let times = [
    time("common.overhead.mixtureLayer", 0.3, 5...400, "fixed cost of a layer with experts: launches, norms, routing"),
    time("common.overhead.denseLayer", 0.3, 3...300, "fixed cost of a layer without experts"),
    time("common.overhead.quantisedLayer", 0.3, 1...200, "what quantising activations adds to a layer"),
    time("common.overhead.promptLayer", 0.8, 1...3_000, "what a layer costs on top in a step with prompts"),
    time("common.overhead.step", 0.8, 1...20_000, "fixed cost of a step, whatever the number of layers"),
    time("common.overhead.sequence", 0.8, 0.1...200, "host work and sampling for a sequence in a step"),
    time("common.overhead.allReduceWait", 0.6, 0.1...100, "what an all-reduce costs in a model on top of its kernel"),
    time("common.overhead.exchangeWait", 0.6, 0.5...300, "what an exchange costs in a model on top of its kernel"),
  ]

  private static let factors = [
    FittableParameter(
      "common.activations.perToken", scale: .logarithmic, bounds: 1...300, priorWidth: 0.6,
      meaning: "reads and writes of a hidden vector for a token in a layer"),
    FittableParameter(
      "common.activations.perExpertToken", scale: .logarithmic, bounds: 0.2...100, priorWidth: 0.6,
      meaning: "reads and writes of a vector for a token at an expert"),
    FittableParameter(
      "common.imbalance.experts", scale: .logarithmic, bounds: 1...4, priorWidth: 0.15,
      meaning: "load of the hottest of 32 GPUs over the mean, where no expert load is given"),
    FittableParameter(
      "common.imbalance.expertPopularityVariation", scale: .logarithmic, bounds: 0.05...5, priorWidth: 0.4,
      meaning: "coefficient of variation of the popularity of experts"),
  ]

  private static let runtimes = [
    FittableParameter(
      "runtimes.*.requestOverhead", unit: "ms", scale: .logarithmic, bounds: 0.5...2_000, priorWidth: 0.6,
      meaning: "between a client and the scheduler and back"),
    FittableParameter(
      "runtimes.trtllm.firstTokenSteps", scale: .logarithmic, bounds: 0.1...100, priorWidth: 0.25,
      meaning: "steps before the first token is sent"),
    time("runtimes.any.promptToken", 0.6, 0.05...200, "handling of a token of a prompt by the host"),
    FittableParameter(
      "runtimes.any.handover", unit: "ms", scale: .logarithmic, bounds: 0.5...2_000, priorWidth: 0.7,
      meaning: "from the end of prefill to decode on another worker, without the transfer"),
  ]
}
