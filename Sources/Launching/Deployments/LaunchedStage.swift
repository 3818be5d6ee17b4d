/// One pipeline stage of a worker. Ranks of a stage follow each other, and so do stages.
///
/// Rank r of a stage is tensor-parallel rank r mod TP of data-parallel group r / TP, and holds the experts of expert rank
/// r / expert TP.
public struct LaunchedStage: Sendable, Hashable {
  /// The layers that it holds.
  public var layers: Range<Int>
  /// TP of attention.
  public var tensorParallel: Int
  /// Attention DP.
  public var dataParallel: Int
  /// EP.
  public var expertParallel: Int
  /// Copies of experts beyond one of each, in the layers that have most.
  public var redundantExperts: Int

  /// - Parameters: As the properties of the same names.
  public init(
    layers: Range<Int>, tensorParallel: Int, dataParallel: Int, expertParallel: Int, redundantExperts: Int
  ) {
    self.layers = layers
    self.tensorParallel = tensorParallel
    self.dataParallel = dataParallel
    self.expertParallel = expertParallel
    self.redundantExperts = redundantExperts
  }

  /// GPUs of the stage.
  public var gpus: Int { tensorParallel * dataParallel }
  /// Ranks that share one expert's matrices.
  public var expertTensorParallel: Int { gpus / expertParallel }
}
