import Quantities

extension PlanLayout {
  /// In a line: "PP2 × TP1 DP8 EP8; 4 replicas of 16 GPUs, 472 sequences each (2 × 236)".
  public var sentence: String {
    let placed = "\(replicas) replica\(replicas == 1 ? "" : "s") of \(gpusPerReplica) GPUs"
    let batch =
      "\(Numerals.grouped(sequencesPerReplica)) sequences each"
      + (microBatches > 1 ? " (\(microBatches) × \(Numerals.grouped(microBatch)))" : "")
    return "\(degrees); \(placed), \(batch)"
  }

  private var degrees: String {
    let divisions = Set(stages.map { StageDegrees($0).description })
    guard divisions.count == 1, let only = divisions.first else { return "PP\(stages.count), stages differ" }
    return (stages.count > 1 ? "PP\(stages.count) × " : "") + only
  }
}
