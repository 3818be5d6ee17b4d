import Formats
import Foundation
import Testing

@Suite("What YAML means here")
struct YAMLMeaningTests {
  private func parse(_ text: String) throws -> InputNode {
    try InputDocument.parse(Data(text.utf8), file: "cluster.yaml")
  }

  @Test func anAliasHasThePathOfItsPlaceAndTheLineOfItsText() throws {
    let node = try parse("a: &x\n  n: [1, 2]\nb: *x\n").required("b").required("n").items()[1]
    #expect(node.key == "b.n[1]")
    #expect(node.line == 2)
  }

  @Test func mergedKeysGiveWayToOwnOnes() throws {
    let node = try parse("base: &b {n: 1, m: 2}\nmore: &c {m: 5, k: 3}\na:\n  n: 7\n  <<: [*b, *c]\n").required("a")
    #expect(try node.required("n").integer() == 7)
    #expect(try node.required("m").integer() == 2)
    #expect(try node.required("k").integer() == 3)
    #expect(try node.required("k").key == "a.k")
    #expect(try node.entries().map(\.key) == ["n", "m", "k"])
  }

  @Test func tagsSayWhatAValueIs() throws {
    let node = try parse("a: !!str 8\nb: !!int 8\nc: !!float 8\nd: !!bool true\n")
    #expect(try node.required("a").text() == "8")
    #expect(try node.required("b").integer() == 8)
    #expect(throws: Diagnostic.self) { try node.required("c").integer() }
    #expect(try node.required("d").boolean())
  }

  @Test(arguments: ["1_000", "0x10", "0x1p3", "infinity", "nan", "1:30", "0o17", "١"])
  func whatIsNoDecimalNumberIsText(written: String) throws {
    #expect(try parse("a: \(written)").required("a").text() == written)
  }

  @Test(arguments: ["99999999999999999999", "1e999", "-99999999999999999999"])
  func whatNoIntegerHoldsIsOutOfRange(written: String) throws {
    let fault = #expect(throws: Diagnostic.self) { try parse("\na: \(written)").required("a").integer() }
    #expect(fault?.line == 2)
    #expect(["out-of-range", "wrong-type"].contains(fault?.id.rawValue))
  }

  @Test(arguments: ["a: 1\r\nb:\r\n  - 2\r\n  - x\r\n", "a: 1\rb:\r  - 2\r  - x\r", "\u{FEFF}a: 1\nb:\n  - 2\n  - x\n"])
  func everyLineEndAndAMarkAreRead(text: String) throws {
    let item = try parse(text).required("b").items()[1]
    #expect(item.line == 4)
    #expect(try item.text() == "x")
  }
}
