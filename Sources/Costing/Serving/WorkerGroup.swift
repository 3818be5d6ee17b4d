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
