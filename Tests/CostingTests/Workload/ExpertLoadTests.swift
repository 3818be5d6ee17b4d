@testable import Experts
import Formats
import Foundation
import Models
import Testing
@testable import Costing

struct ExpertLoadTests {
  /// A dense layer, then two with 64 experts.
  private static let model = SmallModel.model(
    layers: [SmallModel.denseLayer, SmallModel.mixtureLayer, SmallModel.mixtureLayer])

  private static func load(_ text: String) throws -> ExpertLoad {
    try ExpertLoad(parsing: Data(text.utf8), file: "loads.json", model: model)
  }

  private static func row(_ value: String, count: Int = 64) -> String {
    "[" + [String](repeating: value, count: count).joined(separator: ", ") + "]"
  }

  private static func counts(_ rows: [String]) -> String { "[" + rows.joined(separator: ", ") + "]" }
  private static func document(_ counts: String) -> String { "{\"logical_count\": \(counts)}" }

  @Test func oneCountForEachLayerAndExpert() throws {
    let load = try Self.load(Self.document(Self.counts([Self.row("0"), Self.row("3"), Self.row("2.5")])))
    #expect(load.file == "loads.json")
    #expect(load.tokens == [[], [Double](repeating: 3, count: 64), [Double](repeating: 2.5, count: 64)])
  }

  @Test func stepsAreAddedUp() throws {
    let step = { (tokens: String) in Self.counts([Self.row("0"), Self.row(tokens), Self.row("1")]) }
    let text = "{\"logical_count\": [\(step("3")), \(step("4"))], \"rank\": 0}"
    #expect(try Self.load(text).tokens.map { $0.first ?? 0 } == [0, 7, 2])
  }

  @Test func anEmptyRowStandsForADenseLayer() throws {
    #expect(try Self.load(Self.document(Self.counts(["[]", Self.row("1"), Self.row("1")]))).tokens[0] == [])
  }

  private static let faults: [(text: String, id: String, key: String, found: String)] = [
    ("{}", "missing-key", "logical_count", "no such key"),
    ("{\"counts\": []}", "unknown-key", "counts", "an unknown key"),
    (document("[]"), "out-of-range", "logical_count", "a list of 0"),
    (document("3"), "wrong-type", "logical_count", "3"),
    (document(counts([row("0"), row("1")])), "layer-count", "logical_count", "a list of 2"),
    (
      document(counts([counts([row("0"), row("1")])])), "layer-count", "logical_count[0]",
      "a list of 2"
    ),
    (
      document(counts([row("0"), row("1", count: 63), row("1")])), "expert-count", "logical_count[1]",
      "a list of 63"
    ),
    (document(counts([row("0"), row("-1"), row("1")])), "out-of-range", "logical_count[1][0]", "-1"),
    (document(counts([row("0"), row("Infinity"), row("1")])), "out-of-range", "logical_count[1][0]", "inf"),
    (document(counts([row("0"), row("NaN"), row("1")])), "out-of-range", "logical_count[1][0]", "nan"),
    (document(counts([row("0"), row("\"9\""), row("1")])), "wrong-type", "logical_count[1][0]", "\"9\""),
    (document(counts([row("2"), row("1"), row("1")])), "tokens-without-experts", "logical_count[0][0]", "2"),
    (
      document(counts([row("0"), row("1"), row("0")])), "experts-without-tokens", "logical_count[2]",
      "no tokens in any step"
    ),
  ]

  @Test(arguments: faults)
  func whatDoesNotFitIsRefused(_ fault: (text: String, id: String, key: String, found: String)) throws {
    let diagnostic = try #require(CostingTests.fault { _ = try Self.load(fault.text) })
    #expect(diagnostic.id.rawValue == fault.id)
    #expect(diagnostic.key == fault.key)
    #expect(diagnostic.found == fault.found)
    #expect(diagnostic.file == "loads.json")
    #expect(!diagnostic.expected.isEmpty)
  }

  @Test func aMissingFileIsAFault() {
    let diagnostic = fault { _ = try ExpertLoad(contentsOf: "/nowhere/loads.json", model: Self.model) }
    #expect(diagnostic?.id.rawValue == "missing-file")
  }

  /// Real recordings, where they lie beside the checkout.
  @Test(.enabled(if: Repository.facts != nil), arguments: ["decode_in1000out1000", "prefill_in512"])
  func recordedLoadsOfDeepSeekAreRead(name: String) throws {
    let facts = try #require(Repository.facts)
    let model = try ModelCatalogue.model(named: "deepseek-ai/DeepSeek-V3")
    let file = facts.appending(path: "loads/deepseek-r1-sglang-6017/\(name).json").path()
    let load = try ExpertLoad(contentsOf: file, model: model)
    #expect(load.tokens.map(\.count) == [0, 0, 0] + [Int](repeating: 256, count: 58))
    let totals = load.tokens.dropFirst(3).map { $0.reduce(0, +) }
    // Every layer sees the same tokens, 8 experts each.
    #expect(try #require(totals.max()) <= 1.05 * #require(totals.min()))
  }
}
