import Formats
import Foundation
import Testing

@Suite("Reading YAML")
struct YAMLTests {
  private func parse(_ text: String) throws -> InputNode {
    try InputDocument.parse(Data(text.utf8), file: "cluster.yaml")
  }

  private func fault(_ text: String) -> Diagnostic? {
    do {
      _ = try parse(text)
      return nil
    } catch { return error as? Diagnostic }
  }

  @Test func valuesKnowTheirPlace() throws {
    let node = try parse("pools:\n  - name: a\n    racks: 2\n  - name: b\n    racks: many\n")
    let racks = try node.required("pools").items()[1].required("racks")
    #expect(racks.key == "pools[1].racks")
    #expect(racks.line == 5)
    let fault = #expect(throws: Diagnostic.self) { try racks.integer() }
    #expect(fault?.description.hasPrefix("cluster.yaml:5: pools[1].racks: found \"many\"") == true)
  }

  @Test func wordsStayWords() throws {
    let node = try parse("a: yes\nb: 1:30\nc: '8'\nd: on\ne: 0x10\n")
    for name in ["a", "b", "c", "d"] { #expect(throws: Never.self) { try node.required(name).text() } }
    #expect(throws: Diagnostic.self) { try node.required("e").integer() }
  }

  @Test func plainScalarsAreWhatTheyLookLike() throws {
    let node = try parse("a: 8\nb: 0.5\nc: true\nd: ~\ne: -3\nf: .inf\n")
    #expect(try node.required("a").integer() == 8)
    #expect(try node.required("b").number(atLeast: 0) == 0.5)
    #expect(try node.required("c").boolean())
    #expect(try node.optional("d") == nil)
    #expect(throws: Diagnostic.self) { try node.required("e").integer() }
    #expect(throws: Diagnostic.self) { try node.required("f").number(atLeast: 0) }
  }

  @Test func aTabIsNamedWithItsLine() {
    let fault = fault("pools:\n  - name: a\n\tracks: 2\n")
    #expect(fault?.id.rawValue == "yaml-tab")
    #expect(fault?.line == 3)
  }

  @Test func aKeyMayStandOnlyOnce() {
    let fault = fault("name: a\nracks: 2\nracks: 3\n")
    #expect(fault?.id.rawValue == "duplicate-key")
    #expect(fault?.key == "racks")
  }

  @Test(arguments: ["a: [1, 2\n", "a: 'open\n", "- a\nb: c\n"]) func brokenYAMLIsCalledThat(text: String) {
    let fault = fault(text)
    #expect(fault?.id.rawValue == "yaml-invalid")
    #expect(fault?.line != nil)
  }

  @Test func aFileOfCommentsIsEmpty() { #expect(fault("# nothing here\n")?.id.rawValue == "file-empty") }

  @Test func anchorsAreResolved() throws {
    let node = try parse("a: &x {n: 2}\nb: *x\n")
    #expect(try node.required("b").required("n").integer() == 2)
  }
}
