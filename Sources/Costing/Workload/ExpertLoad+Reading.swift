import Foundation
import Inputs
import Interchange
import Models

extension ExpertLoad {
  /// Reads `{"logical_count": counts}`, counts being [layer][expert] or [step][layer][expert]; steps are added up.
  /// - Throws: `Diagnostic` where the file cannot be read, or does not fit the model: another number of layers or of
  ///   experts, counts below zero or not finite, tokens in a layer without experts, no tokens in one with.
  public init(contentsOf path: String, model: ModelArchitecture) throws {
    try self.init(parsing: InputDocument.bytes(ofFile: path), file: path, model: model)
  }

  /// As `init(contentsOf:model:)`, from bytes that were read already; `file` names them and ends in ".json".
  public init(parsing data: Data, file: String, model: ModelArchitecture) throws {
    let counts = try Self.counts(data, file: file)
    let steps = try RecordedCounts.steps(counts).map { try Self.layers($0, model: model) }
    self.file = file
    tokens = try model.layers.indices.map { layer in
      let sum = Self.sum(steps.map { $0[layer] })
      let hasExperts = model.layers[layer].kind.feedForward.mixture != nil
      if hasExperts, sum.allSatisfy({ $0 == 0 }) { throw Self.withoutTokens(layer, counts) }
      return hasExperts ? sum : []
    }
  }

  static func counts(_ data: Data, file: String) throws -> InputNode {
    try RecordedCounts.node(of: InputDocument.parse(data, file: file))
  }

  private static func layers(_ step: InputNode, model: ModelArchitecture) throws -> [[Double]] {
    let rows = try step.items()
    guard rows.count == model.layers.count else {
      throw step.fault("layer-count", expected: "\(model.layers.count) rows, one for each layer of \(model.name)")
    }
    return try zip(rows, model.layers).map { row, layer in
      guard let mixture = layer.kind.feedForward.mixture else { return try withoutExperts(row, layer: layer.index) }
      let counts = try row.items()
      guard counts.count == mixture.expertCount else {
        throw row.fault(
          "expert-count", expected: "\(mixture.expertCount) counts, one for each expert of layer \(layer.index)")
      }
      return try counts.map { try $0.number(atLeast: 0, atMost: RecordedCounts.mostTokens) }
    }
  }

  /// An empty row or zeros: where a layer is dense, tokens mean that the file belongs to another model.
  private static func withoutExperts(_ row: InputNode, layer: Int) throws -> [Double] {
    for count in try row.items() where try count.number(atLeast: 0, atMost: RecordedCounts.mostTokens) != 0 {
      throw count.fault("tokens-without-experts", expected: "0, because layer \(layer) of the model has no experts")
    }
    return []
  }

  static func sum(_ rows: [[Double]]) -> [Double] {
    rows.dropFirst().reduce(rows[0]) { sum, row in zip(sum, row).map { $0 + $1 } }
  }

  private static func withoutTokens(_ layer: Int, _ counts: InputNode) -> Diagnostic {
    Diagnostic(
      id: "experts-without-tokens", file: counts.file, key: "\(counts.key)[\(layer)]", found: "no tokens in any step",
      expected: "tokens, because layer \(layer) of the model has experts")
  }
}
