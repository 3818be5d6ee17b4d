import Interchange

extension Megatron {
  /// What a plan of inference with its experts means to it.
  public func deviations(for worker: LaunchedWorker) -> [Deviation] {
    var deviations = worker.pipelineDeviations(engine: "Megatron")
    deviations.append(
      Deviation(
        id: "checkpoint-form",
        sentence:
          "--load wants a checkpoint in Megatron's form; \(worker.model.name) has to be converted with its tools"))
    if worker.stages.contains(where: { $0.redundantExperts > 0 }) {
      deviations.append(
        Deviation(id: "one-copy", sentence: "Megatron keeps one copy of each expert, and no redundant ones"))
    }
    if let experts = worker.experts, worker.expertTokens != nil, experts != experts.inBlocks {
      deviations.append(
        Deviation(
          id: "experts-in-order",
          sentence: "Megatron reads no map of experts: EP rank i has the experts from i · E / EP on",
          effect: .experts(experts.inBlocks)))
    }
    if worker.model.draftLayerCount > 0, !version.hasMultiTokenPrediction {
      deviations.append(
        Deviation(
          id: "draft-layers",
          sentence: "multi-token prediction is left out: Megatron Core has it from 0.12.0 on"))
    }
    return deviations
  }
}
