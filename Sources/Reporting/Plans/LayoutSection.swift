import Plans
import Quantities

/// The chosen layout in one line, and its stages where there are several.
struct LayoutSection {
  private let layout: PlanLayout

  init(_ layout: PlanLayout) { self.layout = layout }

  var text: String { "Layout      " + sentence }

  var sentence: String {
    let placed = "\(layout.replicas) replica\(layout.replicas == 1 ? "" : "s") of \(layout.gpusPerReplica) GPUs"
    let batch =
      "\(Numerals.grouped(layout.sequencesPerReplica)) sequences each"
      + (layout.microBatches > 1 ? " (\(layout.microBatches) × \(Numerals.grouped(layout.microBatch)))" : "")
    return "\(degrees); \(placed), \(batch)"
  }

  private var degrees: String {
    let stages = layout.stages
    let divisions = Set(stages.map(Self.division))
    let pipeline = stages.count > 1 ? "PP\(stages.count) × " : ""
    guard divisions.count == 1, let first = stages.first else { return "PP\(stages.count), stages differ" }
    return pipeline + Self.division(first)
  }

  /// "TP1 DP64 EP64", with the domains where there are several.
  static func division(_ stage: PlanStage) -> String {
    StageDegrees(stage).description
  }
}
