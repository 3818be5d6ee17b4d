import Formats
import Foundation
import Testing

@Suite("YAML of someone who means harm")
struct HostileYAMLTests {
  private func fault(_ text: String) -> Diagnostic? {
    do {
      _ = try InputDocument.parse(Data(text.utf8), file: "cluster.yaml")
      return nil
    } catch { return error as? Diagnostic }
  }

  /// Nine lines that stand for 10⁹ values, a hundred times less than what would be refused for its size.
  private static let laughs =
    "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    + (1..<9).map { level in
      "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", "))]\n"
    }.joined()
  /// One large list, repeated often.
  private static let square =
    "a: &a [\(Array(repeating: "x", count: 20_000).joined(separator: ","))]\nb: [\(Array(repeating: "*a", count: 20_000).joined(separator: ","))]\n"
  /// The same where a key would have to be compared.
  private static let keys = laughs + "? *a8\n: 1\n? [*a8]\n: 2\n"

  @Test(arguments: [(laughs, 5), (square, 2), (keys, 5)])
  func aliasesThatExplodeAreRefusedAtOnce(text: String, line: Int) {
    let clock = ContinuousClock()
    var found: Diagnostic?
    let time = clock.measure { found = fault(text) }
    #expect(found?.id.rawValue == "too-many-aliases")
    #expect(found?.file == "cluster.yaml")
    #expect(found?.line == line)
    #expect(time < .milliseconds(500))
  }

  @Test func anAnchorInsideOfItselfIsRefused() {
    let fault = self.fault("a: &a [1, *a]\n")
    #expect(fault?.id.rawValue == "yaml-invalid")
    #expect(fault?.key == "a[1]")
    #expect(fault?.line == 1)
  }

  @Test(arguments: [
    String(repeating: "[", count: 100_000), String(repeating: "{a: ", count: 100_000),
    String(repeating: "- ", count: 100_000), String(repeating: "? ", count: 100_000),
    (0..<2_000).map { String(repeating: " ", count: $0) + "a:\n" }.joined(),
    String(repeating: "[", count: 101) + String(repeating: "]", count: 101),
  ])
  func depthEndsInAFaultAndNotOnTheStack(text: String) {
    let fault = self.fault(text)
    #expect(["too-deep", "yaml-invalid", "yaml-key"].contains(fault?.id.rawValue))
    #expect(fault?.line != nil)
  }

  @Test func aHundredLevelsAreRead() {
    #expect(fault(String(repeating: "[", count: 100) + String(repeating: "]", count: 100)) == nil)
  }

  /// 60 levels at the anchor, 60 where it is used.
  @Test func aliasesDoNotDeepenADocument() {
    let deep = String(repeating: "[", count: 60) + "1" + String(repeating: "]", count: 60)
    let text = "a: &a \(deep)\nb: " + String(repeating: "[", count: 60) + "*a" + String(repeating: "]", count: 60)
    #expect(fault(text)?.id.rawValue == "too-deep")
  }

  @Test(arguments: [
    ("a: 1\n---\nb: 2\n", "yaml-invalid", 2), ("? [a]\n: 1\n", "yaml-key", 1), ("? {a: 1}\n: 1\n", "yaml-key", 1),
    ("a: &x 1\n*x : 2\n", "yaml-key", 2), ("a: !thing 1\n", "yaml-tag", 1), ("a: !!int x\n", "yaml-tag", 1),
    ("a: !!set {b, c}\n", "yaml-tag", 1), ("a: *nowhere\n", "yaml-invalid", 1), ("<<: 5\n", "wrong-type", 1),
    ("a: 1\nb: 2\na: 3\n", "duplicate-key", 3), ("<<: {a: 1}\n<<: {b: 1}\n", "duplicate-key", 2),
  ])
  func whatNobodyNeedsIsRefusedByItsName(text: String, id: String, line: Int) {
    let fault = self.fault(text)
    #expect(fault?.id.rawValue == id)
    #expect(fault?.line == line)
  }

  @Test func moreThanAnyoneWritesByHandIsRefused() {
    #expect(fault("a: " + String(repeating: "x", count: InputLimits.yamlBytes))?.id.rawValue == "file-too-large")
    #expect(
      fault("[" + String(repeating: "1,", count: InputLimits.yamlValues) + "1]")?.id.rawValue == "too-many-values")
  }
}
