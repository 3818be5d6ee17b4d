import Clusters
import Costing
import Models

/// DeepSeek-V3 on 64 GPUs of a rack, 256 sequences on each.
enum DeepSeekLayout {
  /// - Parameter recording: Whether what is costed carries its derivation.
  static func prepared(recorder: Recorder) throws -> (costs: CostModel, layout: ReplicaLayout) {
    let model = try ModelCatalogue.model(named: DeepSeekRequest.model)
    let costs = try CostModel(
      model: model, cluster: ClusterReference("gb200-nvl72-1-rack").read(), poolIndex: 0,
      workload: Workload(context: 4096), calibration: .shipped("default"), recorder: recorder)
    let stage = StageLayout(domains: 1, gpusPerDomain: 64, tensorParallel: 1, expertTensorParallel: 1)
    return (
      costs,
      ReplicaLayout(
        stages: [StageAssignment(layers: model.layers.indices, layout: stage)], hopLevels: [], microBatch: 64 * 256,
        microBatches: 1)
    )
  }
}
