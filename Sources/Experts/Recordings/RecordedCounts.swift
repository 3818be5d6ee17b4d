import Formats

/// The counts of SGLang's recorder, `{"logical_count": counts}`.
public enum RecordedCounts {
  /// The limit of a count: above any recording, and far below where sums of counts lose whole tokens.
  public static let mostTokens = 1e12
  /// Keys that the recorder writes beside the counts, which are ignored.
  private static let besides = ["rank", "average_utilization_rate_over_window"]
  private static let key = "logical_count"

  /// The value of "logical_count", or a bare list, as DeepSeek's EPLB takes weights.
  /// - Throws: `Diagnostic` for unknown keys.
  public static func node(of root: InputNode) throws -> InputNode {
    if case .list = root.content { return root }
    try root.allowOnly([key] + besides)
    return try root.required(key, expected: "tokens as [layer][expert] or [step][layer][expert]")
  }

  /// Whether a file has such counts.
  static func stand(in root: InputNode) throws -> Bool { try root.optional(key) != nil }

  /// The steps of [step][layer][expert]; one for [layer][expert].
  public static func steps(_ counts: InputNode) throws -> [InputNode] {
    let outer = try counts.items()
    guard let first = outer.first else {
      throw counts.fault(.outOfRange, expected: "a row of counts for each layer")
    }
    guard case .list(let rows) = first.content, case .list? = rows.first?.content else { return [counts] }
    return outer
  }
}

/// The note for a recording that does not state the number of experts.
enum ExpertCountNote {
  static func text(_ count: Int) -> String {
    "It does not say how many experts there are: \(count), as many as were seen. --model says it."
  }
}

/// Counts as [layer][expert].
enum LoadMatrix {
  /// - Parameter matrices: The matrices, at least one, all of one shape.
  static func sum(_ matrices: [[[Double]]]) -> [[Double]] {
    matrices.dropFirst().reduce(into: matrices[0]) { sum, matrix in
      for layer in sum.indices { for expert in sum[layer].indices { sum[layer][expert] += matrix[layer][expert] } }
    }
  }

  /// The matrix with rows of zeros appended.
  static func padded(_ matrix: [[Double]], to layers: Int, experts: Int) -> [[Double]] {
    let missing = max(0, layers - matrix.count)
    return matrix + [[Double]](repeating: [Double](repeating: 0, count: experts), count: missing)
  }
}

/// The counts of one step, or of all steps where a recording does not separate them.
public struct LoadStep: Sendable, Equatable {
  /// The number of the step in the recording.
  public let number: Int
  /// Tokens, [layer][expert]; a token counts once for each of its experts. Zeros where a layer has no experts.
  public let tokens: [[Double]]

  public init(number: Int, tokens: [[Double]]) {
    self.number = number
    self.tokens = tokens
  }
}

/// The numbers of experts in a model's layers, which a recording must match.
public struct ModelExperts: Sendable, Equatable {
  /// "deepseek-ai/DeepSeek-V3".
  public let name: String
  /// The number of experts by layer; 0 where a layer has none.
  public let experts: [Int]
  /// k: experts that a token goes to in each layer.
  public let perToken: Int

  public init(name: String, experts: [Int], perToken: Int) {
    self.name = name
    self.experts = experts
    self.perToken = perToken
  }

  /// E; 0 for a model without experts.
  public var expertCount: Int { experts.max() ?? 0 }

  /// Numbers of the layers that have experts.
  public var layersWithExperts: [Int] { experts.indices.filter { experts[$0] > 0 } }
}

/// The advice for a `.pt` file: opening a pickle runs code, so only PyTorch should.
enum PickleAdvice {
  static func fault(_ file: String) -> Diagnostic {
    Diagnostic(
      id: .loadNeedsPython, file: file, found: "a pickle, as torch.save writes it", expected: "JSON",
      advice: """
        convert it: python3 -c 'import json, sys, torch; json.dump(torch.load(sys.argv[1], map_location="cpu", \
        weights_only=True), open(sys.argv[2], "w"), default=lambda tensor: tensor.tolist())' record.pt record.json
        """)
  }
}
