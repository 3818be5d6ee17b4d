/// How the GPUs of a pipeline stage divide the work: attention is TP × DP, experts are EP × expert TP.
public struct StageLayout: Sendable, Hashable {
  /// Scale-up domains that the stage lies in.
  public let domains: Int
  /// GPUs in each of them.
  public let gpusPerDomain: Int
  /// TP: ranks that share one sequence's attention.
  public let tensorParallel: Int
  /// Ranks that share one expert's matrices; 1 where experts are whole.
  public let expertTensorParallel: Int
  /// R: copies of experts beyond one of each, in every layer with experts that is not spared.
  public let redundantExperts: Int
  /// Layers that have fewer; `nil` where all have as many.
  public let spared: SparedLayers?

  /// - Parameters:
  ///   - domains: Scale-up domains that the stage lies in.
  ///   - gpusPerDomain: GPUs in each of them.
  ///   - tensorParallel: TP; divides `gpusPerDomain`.
  ///   - expertTensorParallel: Ranks that share one expert's matrices; divides the number of GPUs.
  ///   - redundantExperts: Copies of experts beyond one of each, in every layer with experts that is not spared.
  ///   - spared: Layers that have fewer.
  public init(
    domains: Int, gpusPerDomain: Int, tensorParallel: Int, expertTensorParallel: Int, redundantExperts: Int = 0,
    spared: SparedLayers? = nil
  ) {
    self.domains = domains
    self.gpusPerDomain = gpusPerDomain
    self.tensorParallel = tensorParallel
    self.expertTensorParallel = expertTensorParallel
    self.redundantExperts = redundantExperts
    self.spared = spared
  }

  /// The same with another number of copies of experts.
  public func with(redundantExperts: Int, spared: SparedLayers? = nil) -> StageLayout {
    StageLayout(
      domains: domains, gpusPerDomain: gpusPerDomain, tensorParallel: tensorParallel,
      expertTensorParallel: expertTensorParallel, redundantExperts: redundantExperts, spared: spared)
  }

  /// G: GPUs of the stage.
  public var gpus: Int { domains * gpusPerDomain }
  /// DP: groups of ranks that hold different sequences.
  public var dataParallel: Int { gpus / tensorParallel }
  /// EP: groups of ranks that hold different experts.
  public var expertParallel: Int { gpus / expertTensorParallel }
  /// EP and R: what a placement of experts is made for.
  public var expertDivision: ExpertDivision {
    ExpertDivision(expertParallel: expertParallel, redundantExperts: redundantExperts, spared: spared)
  }

  /// Whether tokens travel to their experts. They need not where every GPU holds a slice of every expert, nor where every
  /// GPU has every token, as after the all-reduce of an attention without DP; results are summed over the GPUs then.
  public var sendsTokens: Bool { expertParallel > 1 && dataParallel > 1 }

  /// Sequences that the fullest rank holds of a micro-batch of b; whole sequences, so rounded up.
  public func sequencesPerRank(microBatch: Int) -> Int { (microBatch + dataParallel - 1) / dataParallel }
}
