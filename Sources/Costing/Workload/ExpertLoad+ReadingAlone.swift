import Foundation
import Inputs
import Interchange

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
        id: "experts-without-tokens", file: file, key: counts.key, found: "no tokens in any layer",
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
        throw step.fault("layer-count", expected: "\(layers[0].count) rows, as in the first step")
      }
      for (row, first) in zip(rows, layers[0])
      where row.tokens.count != first.tokens.count || row.tokens.count != experts {
        guard !(row.tokens.isEmpty && first.tokens.isEmpty) else { continue }
        throw row.node.fault("expert-count", expected: "\(experts) counts, one for each expert, as in other layers")
      }
    }
  }
}
