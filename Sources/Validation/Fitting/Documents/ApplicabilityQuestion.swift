import Costing

/// What a prediction is of, for the question whether a calibration was fitted on anything like it.
public struct ApplicabilityQuestion: Sendable, Hashable {
  /// As the file or the cluster names it.
  public var accelerator: String
  /// `nil` where nobody said.
  public var runtime: String?
  /// As the file names it.
  public var model: String
  /// GPUs of the deployment.
  public var gpus: Double
  /// KV tokens of a sequence in decode.
  public var context: Double
  /// Sequences offered to each data-parallel rank; `nil` where the load does not say.
  public var sequencesPerRank: Double?

  /// - Parameters: As the properties of the same names.
  public init(
    accelerator: String, runtime: String?, model: String, gpus: Double, context: Double, sequencesPerRank: Double?
  ) {
    self.accelerator = accelerator
    self.runtime = runtime
    self.model = model
    self.gpus = gpus
    self.context = context
    self.sequencesPerRank = sequencesPerRank
  }

  /// What a measured run is of.
  public init(_ run: MeasuredRun) {
    self.init(
      accelerator: run.accelerator, runtime: run.runtime, model: run.model, gpus: Double(run.deployment.gpus),
      context: run.traffic.averageContext ?? run.traffic.inputTokens + run.traffic.outputTokens / 2,
      sequencesPerRank: run.sequencesPerRank)
  }
}

extension MeasuredRun {
  /// Sequences in flight offered to each data-parallel rank of the workers that decode.
  fileprivate var sequencesPerRank: Double? {
    let group =
      switch deployment {
      case .aggregated(let group), .decodeOnly(let group), .disaggregated(_, let group): group
      case .prefillOnly(let group): group
      }
    switch traffic.load {
    case .concurrency(let sequences): return sequences / Double(max(1, group.workers * group.dataParallel))
    case .sequencesPerRank(let sequences): return sequences
    default: return nil
    }
  }
}
