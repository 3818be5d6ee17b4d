import Models
import Quantities
@testable import Costing

/// Cost models and layouts of the small model on the small cluster.
enum SmallCosts {
  static func costs(
    _ layers: [LayerKind], context: Int = 1000, on cluster: SmallCluster = SmallCluster(),
    _ calibration: Calibration? = nil, imbalance: ExpertImbalance = .calibrated, tiesEmbeddings: Bool = false,
    recorder: Recorder = .off
  ) throws -> CostModel {
    try CostModel(
      model: SmallModel.model(layers: layers, tiesEmbeddings: tiesEmbeddings), cluster: cluster.cluster, poolIndex: 0,
      workload: Workload(context: context), calibration: calibration ?? CalibrationText.calibration(),
      imbalance: imbalance, recorder: recorder)
  }

  /// TP ranks that share everything, experts too.
  static func sliced(_ ranks: Int) -> StageLayout {
    StageLayout(domains: 1, gpusPerDomain: ranks, tensorParallel: ranks, expertTensorParallel: ranks)
  }

  /// Attention DP and whole experts over all GPUs.
  static func expertParallel(_ gpus: Int, domains: Int = 1) -> StageLayout {
    StageLayout(domains: domains, gpusPerDomain: gpus, tensorParallel: 1, expertTensorParallel: 1)
  }
}

extension LayerCost {
  /// The operator of a name.
  subscript(_ name: String) -> OperatorCost? { operators.first { $0.name == name } }
}

/// Equal to a relative 1e-12.
func isClose(_ value: Double?, _ expected: Double) -> Bool {
  guard let value else { return false }
  return abs(value - expected) <= 1e-12 * max(abs(value), abs(expected))
}
