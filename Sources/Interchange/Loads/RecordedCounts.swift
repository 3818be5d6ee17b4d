import Inputs

/// The counts of SGLang's recorder, `{"logical_count": counts}`, wherever they are read.
public enum RecordedCounts {
  /// Above any recording, and far below where sums of counts lose whole tokens.
  public static let mostTokens = 1e12
  /// What the recorder writes beside the counts, and nobody needs here.
  private static let besides = ["rank", "average_utilization_rate_over_window"]
  private static let key = "logical_count"

  /// What stands under "logical_count".
  /// - Throws: `Diagnostic` for other keys than the recorder's.
  public static func node(of root: InputNode) throws -> InputNode {
    try root.allowOnly([key] + besides)
    return try root.required(key, expected: "tokens as [layer][expert] or [step][layer][expert]")
  }

  /// Whether a file has such counts.
  static func stand(in root: InputNode) throws -> Bool { try root.optional(key) != nil }

  /// The steps of [step][layer][expert]; one for [layer][expert].
  public static func steps(_ counts: InputNode) throws -> [InputNode] {
    let outer = try counts.items()
    guard let first = outer.first else {
      throw counts.fault("out-of-range", expected: "a row of counts for each layer")
    }
    guard case .list(let rows) = first.content, case .list? = rows.first?.content else { return [counts] }
    return outer
  }
}
