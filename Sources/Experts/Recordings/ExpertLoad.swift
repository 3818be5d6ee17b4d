import Formats
import FoundationEssentials
import Models

/// Tokens that went to each expert of each layer, as a serving runtime counted them.
public struct ExpertLoad: Sendable, Hashable {
  /// The file that was read, for sources and messages.
  public let file: String
  /// Tokens, [layer][expert]; the row of a layer without experts is empty.
  public let tokens: [[Double]]

  public init(file: String, tokens: [[Double]]) {
    self.file = file
    self.tokens = tokens
  }
}

extension ExpertLoad {
  /// Reads `{"logical_count": counts}`, counts being [layer][expert] or [step][layer][expert]; steps are added up. A bare
  /// list is what DeepSeek's EPLB takes: [layer][expert], of all layers or of those with experts.
  /// - Throws: `Diagnostic` where the file cannot be read, or does not fit the model: another number of layers or of
  ///   experts, counts below zero or not finite, tokens in a layer without experts, no tokens in one with.
  public init(contentsOf path: String, model: ModelArchitecture) throws {
    try self.init(parsing: InputDocument.bytes(ofFile: path), file: path, model: model)
  }

  /// Reads counts like `init(contentsOf:model:)` from bytes already read; `file` names them and ends in ".json".
  public init(parsing data: Data, file: String, model: ModelArchitecture) throws {
    let counts = try Self.counts(data, file: file)
    let isBare = counts.key.isEmpty
    let steps = try RecordedCounts.steps(counts).map { step in
      try Self.layers(isBare ? Self.spread(step, over: model) : step, model: model)
    }
    self.file = file
    tokens = try model.layers.indices.map { layer in
      let sum = Self.sum(steps.map { $0[layer] })
      let hasExperts = model.layers[layer].kind.feedForward.mixture != nil
      if hasExperts, sum.allSatisfy({ $0 == 0 }) { throw Self.withoutTokens(layer, counts) }
      return hasExperts ? sum : []
    }
  }

  /// The rows of EPLB's weights are those of the layers with experts, or of all layers: others get an empty row.
  private static func spread(_ matrix: InputNode, over model: ModelArchitecture) throws -> InputNode {
    let hasExperts = model.layers.map { $0.kind.feedForward.mixture != nil }
    var rows = try matrix.items()
    guard rows.count < hasExperts.count, rows.count == hasExperts.count(where: \.self) else { return matrix }
    let empty = InputNode(file: matrix.file, key: matrix.key, line: matrix.line, content: .list([]))
    let all = hasExperts.map { $0 ? rows.removeFirst() : empty }
    return InputNode(file: matrix.file, key: matrix.key, line: matrix.line, content: .list(all))
  }

  static func counts(_ data: Data, file: String) throws -> InputNode {
    try RecordedCounts.node(of: InputDocument.parse(data, file: file))
  }

  private static func layers(_ step: InputNode, model: ModelArchitecture) throws -> [[Double]] {
    let rows = try step.items()
    guard rows.count == model.layers.count else {
      throw step.fault(.layerCount, expected: "\(model.layers.count) rows, one for each layer of \(model.name)")
    }
    return try zip(rows, model.layers).map { row, layer in
      guard let mixture = layer.kind.feedForward.mixture else { return try withoutExperts(row, layer: layer.index) }
      let counts = try row.items()
      guard counts.count == mixture.expertCount else {
        throw row.fault(
          .expertCount, expected: "\(mixture.expertCount) counts, one for each expert of layer \(layer.index)")
      }
      return try counts.map { try $0.number(atLeast: 0, atMost: RecordedCounts.mostTokens) }
    }
  }

  /// An empty row or zeros: where a layer is dense, tokens mean that the file belongs to another model.
  private static func withoutExperts(_ row: InputNode, layer: Int) throws -> [Double] {
    for count in try row.items() where try count.number(atLeast: 0, atMost: RecordedCounts.mostTokens) != 0 {
      throw count.fault(.tokensWithoutExperts, expected: "0, because layer \(layer) of the model has no experts")
    }
    return []
  }

  static func sum(_ rows: [[Double]]) -> [Double] {
    rows.dropFirst().reduce(rows[0]) { sum, row in zip(sum, row).map { $0 + $1 } }
  }

  private static func withoutTokens(_ layer: Int, _ counts: InputNode) -> Diagnostic {
    Diagnostic(
      id: .expertsWithoutTokens, file: counts.file, key: "\(counts.key)[\(layer)]", found: "no tokens in any step",
      expected: "tokens, because layer \(layer) of the model has experts")
  }
}

extension ExpertLoad {
  /// Reads the same form without a model: a row without tokens belongs to a layer without experts.
  /// - Throws: `Diagnostic` where the file cannot be read, rows or steps differ in length, counts are below zero or not
  ///   finite, or no layer has tokens.
  public init(parsing data: Data, file: String) throws {
    let counts = try Self.counts(data, file: file)
    let steps = try RecordedCounts.steps(counts)
    let layers = try steps.map { step in try step.items().map(Self.row) }
    try Self.checkShapes(layers, of: steps)
    self.file = file
    tokens = layers[0].indices.map { layer in
      let sum = Self.sum(layers.map { $0[layer].tokens })
      return sum.allSatisfy { $0 == 0 } ? [] : sum
    }
    guard tokens.contains(where: { !$0.isEmpty }) else {
      throw Diagnostic(
        id: .expertsWithoutTokens, file: file, key: counts.key, found: "no tokens in any layer",
        expected: "tokens in the layers that have experts")
    }
  }

  /// E: of the layers that have experts.
  public var expertCount: Int { tokens.first { !$0.isEmpty }?.count ?? 0 }

  private typealias Row = (node: InputNode, tokens: [Double])

  private static func row(_ node: InputNode) throws -> Row {
    (node, try node.items().map { try $0.number(atLeast: 0, atMost: RecordedCounts.mostTokens) })
  }

  /// Recorders write rectangles; rows of dense layers may be empty all the same, in every step.
  private static func checkShapes(_ layers: [[Row]], of steps: [InputNode]) throws {
    let experts = layers[0].first { !$0.tokens.isEmpty }?.tokens.count ?? 0
    for (rows, step) in zip(layers, steps) {
      guard rows.count == layers[0].count else {
        throw step.fault(.layerCount, expected: "\(layers[0].count) rows, as in the first step")
      }
      for (row, first) in zip(rows, layers[0])
      where row.tokens.count != first.tokens.count || row.tokens.count != experts {
        guard !(row.tokens.isEmpty && first.tokens.isEmpty) else { continue }
        throw row.node.fault(.expertCount, expected: "\(experts) counts, one for each expert, as in other layers")
      }
    }
  }
}

extension ExpertLoad {
  /// The JSON Schema of files of expert loads, built into the product.
  public static var schema: [UInt8] { PackageResources.expert_load_schema_json }
}
