import Formats
import Foundation
import Testing

@Suite("Reading JSON")
struct JSONTests {
  private func parse(_ text: String) throws -> InputNode {
    try InputDocument.parse(Data(text.utf8), file: "config.json")
  }

  private func fault(_ text: String) -> Diagnostic? {
    do {
      _ = try parse(text)
      return nil
    } catch { return error as? Diagnostic }
  }

  @Test func everyKindOfValueIsRead() throws {
    let node = try parse(#"{"a": [1, 2.5, "x", true, null, {"b": -3}], "c": 1e3}"#)
    let items = try node.required("a").items()
    #expect(try items[0].integer() == 1)
    #expect(try items[1].number(atLeast: 0) == 2.5)
    #expect(try items[2].text() == "x")
    #expect(try items[3].boolean())
    #expect(items[4].summary == "nothing")
    #expect(try items[5].required("b").integer(atLeast: -5) == -3)
    #expect(items[5].key == "a[5]")
    #expect(try items[5].required("b").key == "a[5].b")
    // A whole number may be written with an exponent or a point.
    #expect(try node.required("c").integer() == 1_000)
  }

  @Test func aBareInfinityIsReadAndRefusedWhereANumberIsNeeded() throws {
    let limit = try parse(#"{"time_step_limit": [0.0, Infinity]}"#).required("time_step_limit").items()[1]
    #expect(limit.summary == "inf")
    #expect(throws: Diagnostic.self) { try limit.number(atLeast: 0) }
    #expect(throws: Diagnostic.self) { try limit.integer() }
    #expect(fault(#"{"a": NaN}"#) == nil)
    #expect(throws: Diagnostic.self) { try parse(#"{"a": NaN}"#).required("a").number(atLeast: 0) }
  }

  @Test(arguments: [#"{"a": 1, "b": [1, 2"#, #"{"a": }"#, #"{"a" 1}"#, "{", "[1,,2]", "nonsense"])
  func brokenJSONIsCalledThat(text: String) {
    let fault = fault(text)
    #expect(fault?.id.rawValue == "json-invalid")
    #expect(fault?.file == "config.json")
    #expect(fault?.found.isEmpty == false)
  }

  @Test func aNumberThatNoNumberHoldsIsRefused() {
    #expect(fault(#"{"a": 1e400}"#) != nil)
  }

  @Test(arguments: [
    ("<!DOCTYPE html>\n<html><body>404</body></html>", "html-page"), ("  \n <html>", "html-page"),
    ("", "file-empty"), (" \n\t ", "file-empty"),
  ]) func whatIsNoJSONAtAll(text: String, id: String) { #expect(fault(text)?.id.rawValue == id) }

  @Test func bytesThatAreNoTextAreRefused() {
    let fault = #expect(throws: Diagnostic.self) {
      try InputDocument.parse(Data([0x7B, 0xFF, 0xFE, 0x7D]), file: "config.json")
    }
    #expect(fault?.id.rawValue == "not-utf8")
  }

  @Test func aByteOrderMarkIsSkipped() throws {
    #expect(try parse("\u{FEFF}{\"a\": 1}").required("a").integer() == 1)
  }
}
