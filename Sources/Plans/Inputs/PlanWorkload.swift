import Costing
import Quantities

/// The workload of a plan.
public struct PlanWorkload: Codable, Sendable, Equatable {
  /// Tokens that every sequence holds; absent where lengths were given.
  public var context: Int?
  /// Prompt length.
  public var inputTokens: Int?
  /// Generated tokens per sequence.
  public var outputTokens: Int?
  /// How cache elements are stored, as asked for; absent takes what the checkpoint asks for.
  public var cacheFormat: NumberFormat?

  enum CodingKeys: String, CodingKey {
    case context = "context_tokens"
    case inputTokens = "input_tokens"
    case outputTokens = "output_tokens"
    case cacheFormat
  }

  /// The part of a workload that was given.
  public init(_ workload: Workload) {
    context = workload.inputTokens == nil ? workload.peakContext : nil
    inputTokens = workload.inputTokens
    outputTokens = workload.outputTokens
    cacheFormat = workload.cacheFormat
  }

  /// The workload again.
  /// - Throws: `Diagnostic` where lengths are missing or out of range.
  public func workload() throws -> Workload {
    if let inputTokens, let outputTokens {
      return try Workload(inputTokens: inputTokens, outputTokens: outputTokens, cacheFormat: cacheFormat)
    }
    return try Workload(context: context ?? 0, cacheFormat: cacheFormat)
  }
}
