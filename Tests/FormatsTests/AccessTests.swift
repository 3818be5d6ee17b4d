import Formats
import Foundation
import Quantities
import Testing

@Suite("Strict reading of values")
struct AccessTests {
  private func node(_ value: String) throws -> InputNode {
    try InputDocument.parse(Data("value: \(value)\n".utf8), file: "a.yaml").required("value")
  }

  private func fault<T>(_ value: String, _ read: (InputNode) throws -> T) throws -> Diagnostic? {
    do {
      _ = try read(node(value))
      return nil
    } catch let fault as Diagnostic {
      return fault
    }
  }

  @Test(arguments: [
    ("3.35", "unit-missing"), ("900", "unit-missing"), ("3.35 Tb/s", "unit-wrong"), ("3.35 tB/s", "unit-wrong"),
    ("80 GiB", "unit-wrong"), ("-1 GB/s", "out-of-range"), ("0 GB/s", "out-of-range"), ("1e400 GB/s", "unit-wrong"),
    ("fast", "unit-wrong"), ("[1]", "wrong-type"), ("NaN GB/s", "unit-wrong"), ("1e400", "unit-missing"),
  ]) func bandwidthsNeedTheirUnit(value: String, id: String) throws {
    let fault = try fault(value) { try $0.quantity(Bandwidth.self) }
    #expect(fault?.id.rawValue == id)
    #expect(fault?.key == "value")
    #expect(fault?.line == 1)
  }

  @Test func aBandwidthIsRead() throws {
    #expect(try node("3.35 TB/s").quantity(Bandwidth.self) == Bandwidth(3.35e12))
    #expect(try node("0 ms").quantity(Seconds.self, allowZero: true) == .zero)
  }

  @Test func aBareNumberSaysWhichUnitWasExpected() throws {
    let fault = try fault("900") { try $0.quantity(Bandwidth.self) }
    #expect(fault?.expected.contains("GB/s") == true)
    #expect(fault?.found == "900")
  }

  @Test func rangesAreSaid() throws {
    let low = try fault("0") { try $0.integer(atLeast: 1) }
    #expect((low?.id.rawValue, low?.expected) == ("out-of-range", "a whole number of 1 or more"))
    let high = try fault("9") { try $0.integer(atLeast: 1, atMost: 8) }
    #expect(high?.expected == "a whole number of 1 to 8")
    #expect(try fault("1.5") { try $0.number(atLeast: 0, atMost: 1) }?.id.rawValue == "out-of-range")
    #expect(try fault(".nan") { try $0.number(atLeast: 0) }?.id.rawValue == "out-of-range")
    #expect(try fault("yes") { try $0.boolean() }?.id.rawValue == "wrong-type")
    #expect(try fault("3") { try $0.text() }?.id.rawValue == "wrong-type")
  }

  @Test func unknownKeysBringTheNearestKnownOne() throws {
    let root = try InputDocument.parse(Data("racks: 2\nbandwith: 3\n".utf8), file: "a.yaml")
    let fault = #expect(throws: Diagnostic.self) { try root.allowOnly(["racks", "bandwidth"]) }
    #expect(fault?.id.rawValue == "unknown-key")
    #expect(fault?.key == "bandwith")
    #expect(fault?.line == 2)
    #expect(fault?.advice == "did you mean \"bandwidth\"?")
    let far = #expect(throws: Diagnostic.self) { try root.allowOnly(["racks", "latency"]) }
    #expect(far?.advice == nil)
    #expect(throws: Never.self) { try root.allowOnly(["racks", "bandwith"]) }
  }

  @Test func missingKeysNameEveryNameTheyMayHave() throws {
    let root = try InputDocument.parse(Data("a: {b: 1, c: null}\n".utf8), file: "a.yaml").required("a")
    let fault = #expect(throws: Diagnostic.self) { try root.required(anyOf: ["x", "c"]) }
    #expect((fault?.id.rawValue, fault?.key) == ("missing-key", "a.x or a.c"))
    #expect(try root.required(anyOf: ["x", "b"]).integer() == 1)
    #expect(throws: Diagnostic.self) { try root.required("b").entries() }
  }

  @Test func wordsComeFromASet() throws {
    enum Phase: String, CaseIterable { case prefill, decode }
    #expect(try node("decode").choice(Phase.self) == .decode)
    #expect(try fault("decoed") { try $0.choice(Phase.self) }?.id.rawValue == "unknown-value")
  }

  @Test(arguments: [("", "", 0), ("abc", "", 3), ("kitten", "sitting", 3), ("racks", "rakcs", 2), ("a", "a", 0)])
  func distancesAreLevenshteins(first: String, second: String, distance: Int) {
    #expect(EditDistance.between(first, second) == distance)
    #expect(EditDistance.between(second, first) == distance)
  }

  private static let models = [
    "Qwen/Qwen2.5-72B-Instruct", "Qwen/Qwen3-235B-A22B", "Qwen/Qwen3-32B", "Qwen/Qwen3-Next-80B-A3B-Instruct",
    "deepseek-ai/DeepSeek-V3", "deepseek-ai/DeepSeek-V3.2", "meta-llama/Llama-3.1-70B", "zai-org/GLM-4.5",
  ]

  /// Words and numbers count before letters, and a name that shares nothing is not offered.
  @Test(arguments: [
    ("Qwen3-235B", ["Qwen/Qwen3-235B-A22B"]), ("Qwen3-235B-A22B-Instruct-2507", ["Qwen/Qwen3-235B-A22B"]),
    ("DSV3.2", ["deepseek-ai/DeepSeek-V3.2"]), ("llama3-70b", ["meta-llama/Llama-3.1-70B"]),
    ("deepseek-v3.1", ["deepseek-ai/DeepSeek-V3", "deepseek-ai/DeepSeek-V3.2"]), ("nosuch/model", []), ("", []),
    ("/", []),
  ])
  func nearNamesShareWords(written: String, near: [String]) {
    #expect(NearestNames.to(written, among: Self.models) == near)
  }

  @Test func mistypedWordsAreNear() {
    #expect(NearestNames.to("plna", among: ["plan", "place", "check"]) == ["plan"])
    #expect(NearestNames.to("contxt", among: ["input", "context"]) == ["context"])
    #expect(NearestNames.advice("train", among: ["plan", "compare"]) == nil)
  }

  @Test func filesThatCannotBeRead() throws {
    let folder = FileManager.default.temporaryDirectory.path
    let missing = #expect(throws: Diagnostic.self) { try InputDocument.read(contentsOf: folder + "/no-such-file") }
    #expect(missing?.id.rawValue == "missing-file")
    let directory = #expect(throws: Diagnostic.self) { try InputDocument.read(contentsOf: folder) }
    #expect(directory?.id.rawValue == "file-unreadable")
  }

  @Test func aDiagnosticIsOneLine() {
    let fault = Diagnostic(
      id: .outOfRange, file: "a.yaml", key: "pools[0].racks", line: 12, found: "0", expected: "1 or more",
      advice: "add a rack")
    #expect(
      fault.description == "a.yaml:12: pools[0].racks: found 0, expected 1 or more; add a rack [out-of-range]")
  }
}
