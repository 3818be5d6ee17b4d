import Foundation

/// Files of routes in a folder of their own: four experts, and four tokens over and over.
struct SmallRoutes {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// As many tokens of each kind as leave nothing to chance.
  static let repetitions = 500
  static let tokens = [[0, 1], [0, 2], [2, 3], [0, 1]]
  static let meta = #"{"type": "meta", "num_experts": 4}"#

  static func line(layer: Int, _ experts: [Int]) -> String {
    #"{"type": "route", "layer": \#(layer), "topk_ids": \#(experts)}"#
  }

  func file(_ name: String = "routes.jsonl", layers: [Int] = [0]) throws -> String {
    let lines = layers.flatMap { layer in
      [[Int]](repeating: [], count: Self.repetitions).flatMap { _ in Self.tokens.map { Self.line(layer: layer, $0) } }
    }
    return try folder.file(name, ([Self.meta] + lines).joined(separator: "\n"))
  }

  func load(_ counts: [[Int]]) throws -> String {
    let data = try JSONSerialization.data(withJSONObject: ["logical_count": counts])
    return try folder.file("load.json", String(decoding: data, as: UTF8.self))
  }
}
