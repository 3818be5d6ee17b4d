/// What a deployment is asked to serve.
public struct Traffic: Sendable, Hashable {
  /// How much of it there is.
  public enum Load: Sendable, Hashable {
    /// Clients that each send their next request when the last is answered: a closed loop.
    case concurrency(Double)
    /// Arrivals per second, whether or not earlier requests are answered: an open loop.
    case requestsPerSecond(Double)
    /// Sequences on each data-parallel rank, kept there: a steady batch.
    case sequencesPerRank(Double)
    /// A batch of decode at which every sequence gains a token in this time, in seconds.
    case timePerOutputToken(Double)
    /// A batch of decode at which each data-parallel rank generates so many tokens per second.
    case tokensPerSecondPerRank(Double)
    /// As many sequences as the HBM holds at their full length, or prefill with full steps.
    case capacity
    /// Prompt tokens of a step on each data-parallel rank: prefill at capacity.
    case promptTokensPerRank(Double)
  }

  /// Tokens of a prompt.
  public var inputTokens: Double
  /// Tokens generated for a prompt.
  public var outputTokens: Double
  /// KV tokens that a sequence in decode holds on average; `nil` is the prompt and half of the output.
  public var averageContext: Double?
  /// Share of a prompt's tokens that is found in a prefix cache.
  public var prefixCacheHitRate: Double
  /// How much traffic there is.
  public var load: Load
  /// Requests of a closed loop's run in all; the start weighs more in a short run. `nil` takes the calibration's.
  public var requests: Double?

  /// - Parameters:
  ///   - inputTokens: Tokens of a prompt.
  ///   - outputTokens: Tokens generated for a prompt.
  ///   - averageContext: KV tokens that a sequence in decode holds on average; `nil` follows from the lengths.
  ///   - prefixCacheHitRate: Share of a prompt's tokens that is found in a prefix cache.
  ///   - load: How much traffic there is.
  ///   - requests: Requests of a closed loop's run in all.
  public init(
    inputTokens: Double, outputTokens: Double, averageContext: Double? = nil, prefixCacheHitRate: Double = 0,
    load: Load, requests: Double? = nil
  ) {
    self.inputTokens = inputTokens
    self.outputTokens = outputTokens
    self.averageContext = averageContext
    self.prefixCacheHitRate = prefixCacheHitRate
    self.load = load
    self.requests = requests
  }
}

extension WorkerGroup {
  /// The layout of one stage: in one scale-up domain where it fits, else in equal shares of as few as hold it.
  /// - Parameter gpusPerDomain: GPUs of a scale-up domain.
  /// - Returns: `nil` where EP does not divide TP × DP, or the domains cannot have equal shares.
  public func stageLayout(gpusPerDomain: Int) -> StageLayout? {
    WorkerModel.stageLayout(self, gpusPerDomain: gpusPerDomain)
  }
}

/// Identical workers of a deployment: how many there are and how the GPUs of one divide the work.
///
/// Attention is TP × DP ranks, experts are EP × expert TP of the same GPUs; a pipeline repeats that for each stage.
public struct WorkerGroup: Sendable, Hashable {
  /// Workers, each with a copy of the model.
  public var workers: Int
  /// TP: ranks that share one sequence's attention.
  public var tensorParallel: Int
  /// DP: groups of ranks of a worker that hold different sequences.
  public var dataParallel: Int
  /// PP: stages of a worker.
  public var pipelineParallel: Int
  /// EP: groups of ranks of a stage that hold different experts.
  public var expertParallel: Int
  /// Copies of experts beyond one of each, in every layer.
  public var redundantExperts: Int

  /// - Parameters:
  ///   - workers: Workers, each with a copy of the model.
  ///   - tensorParallel: TP.
  ///   - dataParallel: DP.
  ///   - pipelineParallel: PP.
  ///   - expertParallel: EP; divides TP × DP. What is left of TP × DP divides the matrices of an expert.
  ///   - redundantExperts: Copies of experts beyond one of each, in every layer.
  public init(
    workers: Int = 1, tensorParallel: Int = 1, dataParallel: Int = 1, pipelineParallel: Int = 1,
    expertParallel: Int = 1, redundantExperts: Int = 0
  ) {
    self.workers = workers
    self.tensorParallel = tensorParallel
    self.dataParallel = dataParallel
    self.pipelineParallel = pipelineParallel
    self.expertParallel = expertParallel
    self.redundantExperts = redundantExperts
  }

  /// GPUs of one stage of one worker: TP × DP.
  public var gpusPerStage: Int { tensorParallel * dataParallel }
  /// Ranks that share one expert's matrices.
  public var expertTensorParallel: Int { gpusPerStage / max(1, expertParallel) }
  /// GPUs of one worker.
  public var gpusPerWorker: Int { gpusPerStage * pipelineParallel }
  /// GPUs of all workers.
  public var gpus: Int { workers * gpusPerWorker }
}
