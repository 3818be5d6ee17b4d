import Quantities

/// What result files of load generators leave out: what served, and on what. A file's own metadata says it, or the
/// command line does for every such file.
public struct BenchmarkSettings: Sendable, Hashable {
  /// A catalogue name, a Hugging Face name or a path.
  public var model: String?
  /// "H200", "GB200-NVL72".
  public var accelerator: String?
  /// TP: ranks that share one sequence's attention.
  public var tensorParallel: Int?
  /// DP: groups of ranks that hold different sequences.
  public var dataParallel: Int?
  /// EP: groups of ranks that hold different experts.
  public var expertParallel: Int?
  /// PP: stages.
  public var pipelineParallel: Int?
  /// Stored weights; `nil` keeps the checkpoint's.
  public var precision: NumberFormat?
  /// Stored cache elements; `nil` keeps the checkpoint's.
  public var cachePrecision: NumberFormat?
  /// "vllm", "sglang", "trtllm".
  public var runtime: String?
  /// Its version.
  public var runtimeVersion: String?

  /// Nothing is said.
  public init() {}

  /// Whether nothing is said.
  public var isEmpty: Bool { self == BenchmarkSettings() }
}
