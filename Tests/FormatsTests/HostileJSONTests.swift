import Formats
import Foundation
import Testing

@Suite("JSON of someone who means harm")
struct HostileJSONTests {
  private func fault(_ text: String) -> Diagnostic? {
    do {
      _ = try InputDocument.parse(Data(text.utf8), file: "config.json")
      return nil
    } catch { return error as? Diagnostic }
  }

  @Test(arguments: ["[", "{\"a\":", "[[1],", "[{\"a\":"])
  func depthEndsInAFaultAndNotOnTheStack(opening: String) {
    let fault = self.fault(String(repeating: opening, count: 100_000))
    #expect(fault?.id.rawValue == "too-deep")
    #expect(fault?.line == 1)
  }

  @Test func fiveHundredLevelsAreRead() {
    func nested(_ depth: Int) -> String { String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
    #expect(fault(nested(500)) == nil)
    #expect(fault(nested(501))?.id.rawValue == "too-deep")
  }

  @Test func aKeyMayStandOnlyOnce() {
    let fault = self.fault("{\"b\": {\"a\": 1,\n \"c\": 2,\n \"a\": 3}}")
    #expect(fault?.id.rawValue == "duplicate-key")
    #expect(fault?.key == "b.a")
    #expect(fault?.line == 3)
    // The same letters, composed and not.
    #expect(self.fault("{\"\u{E9}\": 1, \"e\u{301}\": 2}")?.id.rawValue == "duplicate-key")
    #expect(self.fault(#"{"a": 1, "\u0061": 2}"#)?.id.rawValue == "duplicate-key")
  }

  @Test(arguments: [
    "0x10", "1_000", "01", "+1", ".5", "1.", "1e", "- 1", "--1", "1e+", "NAN", "infinity", "True", "None", "undefined",
    "'a'", "\"a", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"a\nb\"", "\"\u{1}\"",
    "[1,]", "{\"a\":1,}", "{a: 1}", "{\"a\" 1}", "1 2", "// x\n1", "/* x */ 1", "[1 2]", "{\"a\":1 \"b\":2}", "]", "1}",
    "-", String(repeating: "1", count: 2_000), "1.5e400", "-1e999",
  ])
  func whatIsNoJSONIsRefused(text: String) {
    let fault = self.fault(text)
    #expect(fault?.id.rawValue == "json-invalid" || fault?.id.rawValue == "out-of-range")
    #expect(fault?.line != nil)
  }

  @Test func aNULIsNoText() { #expect(fault(#"{"a": "x\u0000y"}"#)?.id.rawValue == "not-text") }

  @Test func linesAreThoseOfTheFile() throws {
    let texts = [
      "{\"a\":\n[1,\n2,\n{\"b\": 3}]}", "{\"a\":\r\n[1,\r\n2,\r\n{\"b\": 3}]}", "{\"a\":\r[1,\r2,\r{\"b\": 3}]}",
    ]
    for text in texts {
      let node = try InputDocument.parse(Data(text.utf8), file: "a.json").required("a")
      #expect(node.line == 2)
      #expect(try node.items()[2].required("b").line == 4)
      #expect(try node.items()[2].required("b").key == "a[2].b")
    }
  }

  @Test func numbersKeepEveryDigit() throws {
    func value(_ text: String) throws -> InputNode { try InputDocument.parse(Data(text.utf8), file: "a.json") }
    #expect(try value("9007199254740993").integer(atMost: .max) == 9_007_199_254_740_993)
    #expect(try value("9223372036854775807").integer(atMost: .max) == .max)
    #expect(try value("-0").integer() == 0)
    #expect(try value("-0.0").number(atLeast: 0) == 0)
    #expect(try value("0.1").number(atLeast: 0) == 0.1)
    let large = #expect(throws: Diagnostic.self) { try value("99999999999999999999").integer() }
    #expect(large?.id.rawValue == "out-of-range")
  }

  @Test func escapesAreRead() throws {
    let text = #""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00""#
    let node = try InputDocument.parse(Data(text.utf8), file: "a.json")
    guard case .text(let read) = node.content else { return #expect(Bool(false), "\(node.summary)") }
    #expect(read == "\"\\/\u{8}\u{C}\n\r\té😀")
    // No reader of texts takes the controls among them.
    #expect(throws: Diagnostic.self) { try node.text() }
  }

  /// A key of a megabyte is neither compared with every known one nor shown whole, and cannot speak to the terminal.
  @Test func aGiantKeyIsRefusedAtOnceAndInOneShortLine() throws {
    let key = String(repeating: "\\u001b[31m\\n", count: 100_000)
    let node = try InputDocument.parse(Data("{\"\(key)\": 1}".utf8), file: "a.json")
    var fault: Diagnostic?
    let time = ContinuousClock().measure {
      fault = #expect(throws: Diagnostic.self) { try node.allowOnly(["name", "racks"]) }
    }
    let line = try #require(fault).description
    #expect(time < .seconds(1))
    #expect(line.utf8.count < 4_000)
    #expect(!line.contains("\u{1B}") && !line.contains("\n"))
  }
}
