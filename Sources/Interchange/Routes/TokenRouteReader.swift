import ExpertMaps
import Foundation
import Inputs

/// Reads which experts each token went to. Arrays [layer, token, k] in NPZ or `.npy`; or a line of JSON for each token and
/// layer, after one that describes the model:
///
///     {"type": "meta", "num_experts": 64, ...}
///     {"type": "route", "layer": 0, "topk_ids": [3, 17, ...], ...}
public struct TokenRouteReader: Sendable {
  private let context: LoadContext

  /// - Parameter context: What arrays leave unsaid; JSON lines say it themselves.
  public init(context: LoadContext = LoadContext()) { self.context = context }

  /// The routes of each layer that the file has, by its number.
  /// - Throws: `Diagnostic` that names file and line.
  public func read(contentsOf path: String) throws -> [Int: TokenRoutes] {
    try read(InputDocument.bytes(ofFile: path), file: path)
  }

  /// As `read(contentsOf:)`, from bytes that were read already; `file` names them.
  public func read(_ data: Data, file: String) throws -> [Int: TokenRoutes] { try recording(data, file: file).layers }

  /// The same with the number of experts, and what had to be assumed.
  public func recording(_ data: Data, file: String) throws -> RouteRecording {
    if RouteArrayReader.reads(data) { return try RouteArrayReader(context: context).read(data, file: file) }
    return try lines(data, file: file)
  }

  private func lines(_ data: Data, file: String) throws -> RouteRecording {
    var expertCount: Int?
    var tokens: [Int: [[Int]]] = [:]
    for (index, line) in data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      guard line.contains(where: { $0 > 32 }) else { continue }
      let root = try InputDocument.parse(Data(line), file: file, isJSON: true, firstLine: index + 1)
      let type = try root.required("type")
      switch try type.text() {
      case "meta":
        let node = try root.required("num_experts")
        let count = try node.integer(atLeast: 1, atMost: LoadReader.mostExperts)
        guard expertCount ?? count == count else {
          throw node.fault("routes-differ", expected: "\(expertCount ?? 0), as further up")
        }
        expertCount = count
      case "route":
        guard let expertCount else {
          throw type.fault("missing-key", expected: "a line of type \"meta\" with \"num_experts\" first")
        }
        let layer = try root.required("layer").integer(atLeast: 0, atMost: LoadReader.mostLayers - 1)
        tokens[layer, default: []].append(try experts(root.required("topk_ids"), below: expertCount))
      default: throw type.fault("unknown-value", expected: "\"meta\" or \"route\"")
      }
    }
    guard let expertCount, !tokens.isEmpty else {
      throw Diagnostic(
        id: "missing-key", file: file, found: "no routes", expected: "lines of type \"meta\" and \"route\"")
    }
    return RouteRecording(
      expertCount: expertCount, layers: tokens.mapValues { TokenRoutes(expertCount: expertCount, tokens: $0) })
  }

  private func experts(_ node: InputNode, below count: Int) throws -> [Int] {
    let experts = try node.items().map { try $0.integer(atLeast: 0, atMost: count - 1) }
    guard Set(experts).count == experts.count, (1...255).contains(experts.count) else {
      throw node.fault("duplicate-value", expected: "1 to 255 experts, none twice")
    }
    return experts
  }
}
