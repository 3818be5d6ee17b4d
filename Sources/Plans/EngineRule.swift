import Costing

/// A runtime by what layouts it can run. All of them want stages that are alike, as many micro-batches in flight as stages,
/// and as many GPUs of each machine.
public enum EngineRule: String, Codable, Sendable, Hashable, CaseIterable {
  case sglang, vllm, trtllm, megatron
  /// What at least one of them runs.
  case any

  /// The engines by name.
  public static let named = allCases.filter { $0 != .any }

  /// "SGLang".
  public var title: String {
    switch self {
    case .sglang: "SGLang"
    case .vllm: "vLLM"
    case .trtllm: "TensorRT-LLM"
    case .megatron: "Megatron"
    case .any: "an engine"
    }
  }

  /// The reason against stages that divide their work so, whatever the machines; `nil` where there is none.
  /// - Parameters:
  ///   - tensorParallel: TP of attention.
  ///   - dataParallel: Attention DP.
  ///   - stages: P.
  public func obstacle(tensorParallel: Int, dataParallel: Int, stages: Int) -> String? {
    switch self {
    // What SGLang runs has none.
    case .sglang, .megatron, .any: nil
    case .vllm:
      dataParallel > 1 && stages > 1
        ? "PP \(stages) with attention DP \(dataParallel): it puts all stages of a data-parallel rank side by side, where "
          + "the plan puts the ranks of a stage together" : nil
    case .trtllm:
      dataParallel > 1 && tensorParallel > 1
        ? "TP \(tensorParallel) with attention DP \(dataParallel): its attention is either all tensor-parallel or all "
          + "data-parallel" : nil
    }
  }

  /// Whether a replica of so many stages, all laid out so, can be run on machines of so many GPUs.
  /// - Parameter gpusPerDomain: GPUs of a scale-up domain; what fits one that lies in a machine is on one machine, in any number.
  public func allows(_ layout: StageLayout, stages: Int, gpusPerNode: Int, gpusPerDomain: Int) -> Bool {
    guard obstacle(tensorParallel: layout.tensorParallel, dataParallel: layout.dataParallel, stages: stages) == nil
    else { return false }
    // A data-parallel rank of vLLM does not cross machines.
    if self == .vllm, layout.dataParallel > 1, gpusPerNode % layout.tensorParallel != 0 { return false }
    if gpusPerDomain <= gpusPerNode, layout.domains == 1, stages * layout.gpus <= gpusPerDomain { return true }
    return Self.isEven(layout.gpusPerDomain, of: gpusPerNode) && Self.isEven(stages * layout.gpus, of: gpusPerNode)
  }

  /// Whether GPUs that follow each other fill machines, or divide one.
  private static func isEven(_ gpus: Int, of gpusPerNode: Int) -> Bool {
    gpus % gpusPerNode == 0 || gpusPerNode % gpus == 0
  }
}

/// The degrees of a stage in a few words: "TP1 DP64 EP64", with the domains where there are several.
public struct StageDegrees: CustomStringConvertible {
  /// The degrees in words.
  public let description: String

  /// The words for a plan's stage.
  public init(_ stage: PlanStage) {
    description = Self.text(
      tensor: stage.tensorParallel, data: stage.dataParallel, expert: stage.expertParallel,
      expertTensor: stage.expertTensorParallel, copies: stage.redundantExperts ?? 0,
      fewerCopies: stage.sparedLayers.map { ($0.count, $0.layersWithExperts) }, domains: stage.domains)
  }

  /// The words for a stage's layout.
  public init(_ layout: StageLayout) {
    description = Self.text(
      tensor: layout.tensorParallel, data: layout.dataParallel, expert: layout.expertParallel,
      expertTensor: layout.expertTensorParallel, copies: layout.redundantExperts,
      fewerCopies: layout.fewerCopies.map { ($0.count, $0.all) }, domains: layout.domains)
  }

  private static func text(
    tensor: Int, data: Int, expert: Int, expertTensor: Int, copies: Int,
    fewerCopies: (count: Int, all: Int)?, domains: Int
  ) -> String {
    var words = ["TP\(tensor)"]
    if data > 1 { words.append("DP\(data)") }
    let layers = fewerCopies.map { " in \($0.all - $0.count) of \($0.all) layers" } ?? ""
    if expert > 1 { words.append("EP\(expert)" + (copies > 0 ? " (\(copies) redundant\(layers))" : "")) }
    if expertTensor > 1, expertTensor != tensor || data > 1 { words.append("expert-TP\(expertTensor)") }
    return words.joined(separator: " ") + (domains > 1 ? " over \(domains) domains" : "")
  }
}
