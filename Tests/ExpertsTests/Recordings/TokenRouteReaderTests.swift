import Experts
import Formats
import Foundation
import Testing

struct TokenRouteReaderTests {
  private static let meta = #"{"type": "meta", "model_id": "m", "top_k": 2, "num_experts": 4}"#

  private static func route(_ layer: Int, _ experts: String) -> String {
    #"{"type": "route", "req_id": "r0", "token_idx": 0, "layer": \#(layer), "topk_ids": \#(experts), "#
      + #""topk_weights": [0.5, 0.5]}"#
  }

  private static func read(_ lines: [String]) throws -> [Int: TokenRoutes] {
    try TokenRouteReader().read(Data(lines.joined(separator: "\n").utf8), file: "routes.jsonl")
  }

  @Test func layersAreKeptApart() throws {
    let routes = try Self.read([
      Self.meta, Self.route(0, "[3, 1]"), "", Self.route(2, "[0, 1]"), Self.route(0, "[2, 3]"),
    ])
    #expect(
      routes == [
        0: TokenRoutes(expertCount: 4, tokens: [[3, 1], [2, 3]]), 2: TokenRoutes(expertCount: 4, tokens: [[0, 1]]),
      ])
  }

  @Test(arguments: [
    (["{"], "routes.jsonl:1: "), ([meta, "[1]"], "jsonl:2"),
    ([meta, route(0, "[4, 1]")], "jsonl:2: topk_ids[0]: found 4"),
    ([meta, route(0, "[1, 1]")], "topk_ids"), ([meta, route(0, "[]")], "topk_ids"), ([route(0, "[0, 1]")], "\"meta\""),
    ([meta], "no routes"), ([""], "no routes"), ([meta, #"{"type": "token"}"#], "unknown-value"),
    ([meta, #"{"type": "route", "layer": -1, "topk_ids": [1]}"#], "jsonl:2: layer"),
    ([#"{"type": "meta", "num_experts": 0}"#], "num_experts"),
  ])
  func faultsNameTheirLine(lines: [String], place: String) throws {
    let fault = #expect(throws: Diagnostic.self) { try Self.read(lines) }
    let text = fault.map { "\($0)" } ?? ""
    #expect(text.contains("routes.jsonl") && text.contains(place), "\(text)")
  }
}
