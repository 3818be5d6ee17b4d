import Models
import Plans

/// Every layer once, in order, on stages whose degrees agree with each other.
struct LayoutCheck {
  private let layout: PlanLayout
  private let model: ModelArchitecture

  init(_ layout: PlanLayout, model: ModelArchitecture) {
    self.layout = layout
    self.model = model
  }

  var findings: [Finding] {
    var findings = degrees + coverage
    if layout.microBatch < 1 || layout.microBatches < 1 {
      findings.append(
        Finding(
          id: "batch-wrong", key: "layout.microBatches", claimed: "\(layout.microBatches) × \(layout.microBatch)",
          actual: "at least one sequence"))
    }
    let gpus = layout.stages.reduce(0) { $0 + $1.gpus }
    if gpus != layout.gpusPerReplica {
      findings.append(
        Finding(
          id: "gpus-wrong", key: "layout.gpusPerReplica", claimed: "\(layout.gpusPerReplica)", actual: "\(gpus)"))
    }
    return findings
  }

  private var degrees: [Finding] {
    layout.stages.enumerated().filter { $0.element.assignment == nil }.map { index, stage in
      Finding(
        id: "degrees-wrong", key: "layout.stages[\(index)]",
        claimed: "TP \(stage.tensorParallel) × DP \(stage.dataParallel), EP \(stage.expertParallel) × "
          + "\(stage.expertTensorParallel)",
        actual: "\(stage.gpus) GPUs")
    }
  }

  private var coverage: [Finding] {
    var next = 0
    for (index, stage) in layout.stages.enumerated() {
      guard stage.firstLayer == next else {
        return [
          Finding(
            id: "layer-skipped", key: "layout.stages[\(index)].firstLayer", claimed: "\(stage.firstLayer)",
            actual: "\(next) follows")
        ]
      }
      next = stage.lastLayer + 1
    }
    guard next != model.layers.count else { return [] }
    return [
      Finding(
        id: "layer-skipped", key: "layout.stages", claimed: "\(next) layers", actual: "\(model.layers.count) layers")
    ]
  }
}
