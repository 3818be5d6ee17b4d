import Plans

/// A layout in a line: "TP1 DP8 EP8, 2 stages; 4 replicas of 16 GPUs, 472 sequences each".
struct LayoutWords {
  private let layout: PlanLayout

  init(_ layout: PlanLayout) { self.layout = layout }

  var sentence: String {
    let degrees = layout.stages.map(Self.degrees)
    let stages = degrees.count == 1 ? "" : degrees.count == 2 ? ", 2 stages" : ", \(degrees.count) stages"
    let kinds = degrees.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    let replicas = layout.replicas == 1 ? "1 replica" : "\(layout.replicas) replicas"
    return "\(kinds.joined(separator: " and "))\(stages); \(replicas) of \(layout.gpusPerReplica) GPUs, "
      + "\(layout.sequencesPerReplica) sequences each"
  }

  private static func degrees(_ stage: PlanStage) -> String {
    var words = ["TP\(stage.tensorParallel)"]
    if stage.dataParallel > 1 { words.append("DP\(stage.dataParallel)") }
    if stage.expertParallel > 1 { words.append("EP\(stage.expertParallel)") }
    if stage.expertTensorParallel > 1, stage.dataParallel > 1 { words.append("expert-TP\(stage.expertTensorParallel)") }
    return words.joined(separator: " ")
  }
}
