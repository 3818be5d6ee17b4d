import Costing

/// How a stage divides its work, in a few words: "TP1 DP64 EP64", with the domains where there are several.
public struct StageDegrees: CustomStringConvertible {
  /// In words.
  public let description: String

  /// Of a plan's stage.
  public init(_ stage: PlanStage) {
    description = Self.text(
      tensor: stage.tensorParallel, data: stage.dataParallel, expert: stage.expertParallel,
      expertTensor: stage.expertTensorParallel, copies: stage.redundantExperts ?? 0,
      sparing: stage.sparedLayers.map { ($0.count, $0.layersWithExperts) }, domains: stage.domains)
  }

  /// Of a stage's layout.
  public init(_ layout: StageLayout) {
    description = Self.text(
      tensor: layout.tensorParallel, data: layout.dataParallel, expert: layout.expertParallel,
      expertTensor: layout.expertTensorParallel, copies: layout.redundantExperts,
      sparing: layout.spared.map { ($0.count, $0.all) }, domains: layout.domains)
  }

  private static func text(
    tensor: Int, data: Int, expert: Int, expertTensor: Int, copies: Int,
    sparing: (count: Int, all: Int)?, domains: Int
  ) -> String {
    var words = ["TP\(tensor)"]
    if data > 1 { words.append("DP\(data)") }
    let layers = sparing.map { " in \($0.all - $0.count) of \($0.all) layers" } ?? ""
    if expert > 1 { words.append("EP\(expert)" + (copies > 0 ? " (\(copies) redundant\(layers))" : "")) }
    if expertTensor > 1, expertTensor != tensor || data > 1 { words.append("expert-TP\(expertTensor)") }
    return words.joined(separator: " ") + (domains > 1 ? " over \(domains) domains" : "")
  }
}
