import Plans

/// The layouts of a frontier in a few words, each with a letter for the plot.
struct FrontierNames {
  /// By place in the document's list.
  private let names: [String]
  /// Different names in the order in which they first appear.
  private let distinct: [String]
  private static let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")

  init(_ frontier: FrontierDocument) {
    let hasPools = frontier.certificate.pools.count > 1
    names = frontier.layouts.map { Self.name($0) + (hasPools ? " in \($0.pool)" : "") }
    distinct = names.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// "TP1 DP64 EP64, 64 GPUs".
  static func name(_ layout: FrontierLayout) -> String { name(stages: layout.stages, gpus: layout.gpusPerReplica) }

  static func name(stages: [PlanStage], gpus: Int) -> String {
    let divisions = stages.map { StageDegrees($0).description }
    let pipeline = divisions.count > 1 ? "PP\(divisions.count)" : ""
    let isEven = Set(divisions).count == 1
    let degrees = isEven ? (pipeline.isEmpty ? "" : pipeline + " × ") + divisions[0] : pipeline + ", stages differ"
    return "\(degrees), \(gpus) GPU\(gpus == 1 ? "" : "s")"
  }

  func name(_ layout: Int) -> String { names[layout] }

  /// "*" behind the last letter.
  func letter(_ layout: Int) -> Character {
    let place = distinct.firstIndex(of: names[layout]) ?? 0
    return place < Self.letters.count ? Self.letters[place] : "*"
  }
}
