import Clusters
import Models
import Plans

/// Every layer once, in order, on stages whose degrees agree with each other, the model and the pool.
struct LayoutCheck {
  let layout: PlanLayout
  let model: ModelArchitecture
  let pool: Pool

  var findings: [Finding] { structure + gpus }

  /// Faults by which a layout cannot be costed.
  var structure: [Finding] {
    layout.stages.enumerated().flatMap { degrees($0, $1) } + coverage + batch
  }

  private var batch: [Finding] {
    guard layout.microBatch < 1 || layout.microBatches < 1 else { return [] }
    return [
      Finding(
        id: .batchWrong, key: "layout.microBatches", claimed: "\(layout.microBatches) × \(layout.microBatch)",
        actual: "at least one sequence")
    ]
  }

  private var gpus: [Finding] {
    let gpus = layout.stages.reduce(0) { $0 + $1.gpus }
    guard gpus != layout.gpusPerReplica else { return [] }
    return [
      Finding(id: .gpusWrong, key: "layout.gpusPerReplica", claimed: "\(layout.gpusPerReplica)", actual: "\(gpus)")
    ]
  }

  private func degrees(_ index: Int, _ stage: PlanStage) -> [Finding] {
    func finding(_ claimed: String, _ actual: String) -> [Finding] {
      [Finding(id: .degreesWrong, key: "layout.stages[\(index)]", claimed: claimed, actual: actual)]
    }
    guard stage.assignment != nil else {
      return finding(
        "TP \(stage.tensorParallel) × DP \(stage.dataParallel), EP \(stage.expertParallel) × "
          + "\(stage.expertTensorParallel)", "\(stage.gpus) GPUs")
    }
    guard stage.gpusPerDomain <= pool.gpusPerDomain, stage.domains <= pool.domainCount else {
      return finding(
        "\(stage.domains) domains × \(stage.gpusPerDomain)", "\(pool.domainCount) domains × \(pool.gpusPerDomain)")
    }
    let heads = model.layers.compactMap { $0.kind.mixer.attention?.queryHeads }
    if let uneven = heads.first(where: { $0 % stage.tensorParallel != 0 }) {
      return finding("TP \(stage.tensorParallel)", "\(uneven) query heads, which it does not divide")
    }
    guard stage.gpusPerDomain % stage.tensorParallel == 0 else {
      return finding("TP \(stage.tensorParallel)", "\(stage.gpusPerDomain) GPUs in a domain, which it does not divide")
    }
    if let fault = SlicedWidths(model).fault(
      tensorParallel: stage.tensorParallel, expertTensorParallel: stage.expertTensorParallel)
    {
      return finding("TP \(stage.tensorParallel), expert-TP \(stage.expertTensorParallel)", fault)
    }
    return experts(stage).map { finding("EP \(stage.expertParallel)", $0) } ?? []
  }

  /// The fault in the division of experts; `nil` where there is none.
  private func experts(_ stage: PlanStage) -> String? {
    let most = model.layers.compactMap { $0.kind.feedForward.mixture?.expertCount }.max() ?? 0
    let copies = stage.redundantExperts ?? 0
    guard most > 0 else {
      return stage.expertParallel > 1 || copies > 0 ? "a model without experts" : nil
    }
    guard copies <= most * (stage.expertParallel - 1) else { return "\(most) experts, each once on a rank at most" }
    if let fewerCopies = stage.sparedLayers, fewerCopies.count > fewerCopies.layersWithExperts {
      return "fewer layers than are spared"
    }
    return stage.expertParallel > most + copies ? "\(most) experts" : nil
  }

  private var coverage: [Finding] {
    var next = 0
    for (index, stage) in layout.stages.enumerated() {
      guard stage.firstLayer == next else {
        return [
          Finding(
            id: .layerSkipped, key: "layout.stages[\(index)].firstLayer", claimed: "\(stage.firstLayer)",
            actual: "\(next) follows")
        ]
      }
      next = stage.lastLayer + 1
    }
    guard next != model.layers.count else { return [] }
    return [
      Finding(
        id: .layerSkipped, key: "layout.stages", claimed: "\(next) layers", actual: "\(model.layers.count) layers")
    ]
  }
}
