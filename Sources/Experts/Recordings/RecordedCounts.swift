import Formats

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

/// What is said where a recording does not tell how many experts there are.
enum ExpertCountNote {
  static func text(_ count: Int) -> String {
    "It does not say how many experts there are: \(count), as many as were seen. --model says it."
  }
}

/// Counts as [layer][expert].
enum LoadMatrix {
  /// - Parameter matrices: At least one, all of one shape.
  static func sum(_ matrices: [[[Double]]]) -> [[Double]] {
    matrices.dropFirst().reduce(into: matrices[0]) { sum, matrix in
      for layer in sum.indices { for expert in sum[layer].indices { sum[layer][expert] += matrix[layer][expert] } }
    }
  }

  /// The same with rows of zeros at its end.
  static func padded(_ matrix: [[Double]], to layers: Int, experts: Int) -> [[Double]] {
    let missing = max(0, layers - matrix.count)
    return matrix + [[Double]](repeating: [Double](repeating: 0, count: experts), count: missing)
  }
}

/// What was counted in one step, or in all where a recording does not tell them apart.
public struct LoadStep: Sendable, Equatable {
  /// Its number in the recording.
  public let number: Int
  /// Tokens, [layer][expert]; a token counts once for each of its experts. Zeros where a layer has no experts.
  public let tokens: [[Double]]

  public init(number: Int, tokens: [[Double]]) {
    self.number = number
    self.tokens = tokens
  }
}

/// What a recording must agree with: the experts of a model's layers.
public struct ModelExperts: Sendable, Equatable {
  /// "deepseek-ai/DeepSeek-V3".
  public let name: String
  /// By layer; 0 where a layer has none.
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

/// What to do with a `.pt` file: a pickle runs code when it is opened, so that nobody but PyTorch should.
enum PickleAdvice {
  static func fault(_ file: String) -> Diagnostic {
    Diagnostic(
      id: "load-needs-python", file: file, found: "a pickle, as torch.save writes it", expected: "JSON",
      advice: """
        convert it: python3 -c 'import json, sys, torch; json.dump(torch.load(sys.argv[1], map_location="cpu", \
        weights_only=True), open(sys.argv[2], "w"), default=lambda tensor: tensor.tolist())' record.pt record.json
        """)
  }
}
