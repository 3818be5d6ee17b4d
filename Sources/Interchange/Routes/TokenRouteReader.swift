import ExpertMaps
import Foundation
import Inputs

/// Reads which experts each token went to: a line of JSON for each token and layer, after one that describes the model.
///
///     {"type": "meta", "num_experts": 64, ...}
///     {"type": "route", "layer": 0, "topk_ids": [3, 17, ...], ...}
public struct TokenRouteReader: Sendable {
  /// Eight times what any model has; counts of pairs of them fill 134 MB.
  private static let mostExperts = 4096

  /// A reader.
  public init() {}

  /// The routes of each layer that the file has, by its number.
  /// - Throws: `Diagnostic` that names file and line.
  public func read(contentsOf path: String) throws -> [Int: TokenRoutes] {
    try read(InputDocument.bytes(ofFile: path), file: path)
  }

  /// As `read(contentsOf:)`, from bytes that were read already; `file` names them.
  public func read(_ data: Data, file: String) throws -> [Int: TokenRoutes] {
    var expertCount: Int?
    var tokens: [Int: [[Int]]] = [:]
    for (index, line) in data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      guard line.contains(where: { $0 > 32 }) else { continue }
      let root = try InputDocument.parse(Data(line), file: file, isJSON: true, firstLine: index + 1)
      let type = try root.required("type")
      switch try type.text() {
      case "meta": expertCount = try root.required("num_experts").integer(atLeast: 1, atMost: Self.mostExperts)
      case "route":
        guard let expertCount else {
          throw type.fault("missing-key", expected: "a line of type \"meta\" with \"num_experts\" first")
        }
        let layer = try root.required("layer").integer(atLeast: 0, atMost: 1 << 16)
        tokens[layer, default: []].append(try experts(root.required("topk_ids"), below: expertCount))
      default: throw type.fault("unknown-value", expected: "\"meta\" or \"route\"")
      }
    }
    guard let expertCount, !tokens.isEmpty else {
      throw Diagnostic(
        id: "missing-key", file: file, found: "no routes", expected: "lines of type \"meta\" and \"route\"")
    }
    return tokens.mapValues { TokenRoutes(expertCount: expertCount, tokens: $0) }
  }

  private func experts(_ node: InputNode, below count: Int) throws -> [Int] {
    let experts = try node.items().map { try $0.integer(atLeast: 0, atMost: count - 1) }
    guard Set(experts).count == experts.count, (1...255).contains(experts.count) else {
      throw node.fault("duplicate-value", expected: "1 to 255 experts, none twice")
    }
    return experts
  }
}
