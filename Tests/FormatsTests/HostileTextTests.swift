import Formats
import Foundation
import Testing

@Suite("Bytes that are no text, and tables")
struct HostileTextTests {
  private func fault(_ bytes: [UInt8], file: String = "a.json") -> Diagnostic? {
    do {
      _ = try InputDocument.parse(Data(bytes), file: file)
      return nil
    } catch { return error as? Diagnostic }
  }

  @Test(
    arguments: [
      [0xFF], [0xC0, 0xAF], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80], [0xC3],
    ] as [[UInt8]])
  func whatIsNoUTF8IsRefusedInItsLine(bytes: [UInt8]) {
    let fault = self.fault(Array("{\"a\": 1,\n\n\"b\": \"".utf8) + bytes + Array("\"}".utf8))
    #expect(fault?.id.rawValue == "not-utf8")
    #expect(fault?.line == 3)
  }

  @Test(arguments: [false, true], [false, true])
  func utf16IsCalledThat(isBig: Bool, hasMark: Bool) throws {
    let text = (hasMark ? "\u{FEFF}" : "") + "{\"a\": 1}"
    let bytes = text.utf16.flatMap { unit in
      isBig ? [UInt8(unit >> 8), UInt8(unit & 255)] : [UInt8(unit & 255), UInt8(unit >> 8)]
    }
    let refusal = try #require(fault(bytes))
    #expect(refusal.id.rawValue == "not-utf8")
    #expect(refusal.found.contains("UTF-16"))
    #expect(refusal.advice == "save it again as UTF-8")
  }

  @Test func aNULIsNamedWithItsLine() {
    let fault = self.fault(Array("a: 1\nb: x\u{0}y\n".utf8), file: "a.yaml")
    #expect((fault?.id.rawValue, fault?.line) == ("not-text", 2))
  }

  // MARK: - Tables

  private func table(_ text: String) throws -> CSVTable { try CSVTable(parsing: Data(text.utf8), file: "t.csv") }

  @Test(arguments: ["a,b\n1,2\n3,4\n", "a,b\r\n1,2\r\n3,4\r\n", "a,b\r1,2\r3,4\r", "\u{FEFF}a,b\n\n1,2\n3,4"])
  func everyLineEndIsRead(text: String) throws {
    let table = try table(text)
    #expect(table.header.fields == ["a", "b"])
    #expect(table.records.map(\.fields) == [["1", "2"], ["3", "4"]])
  }

  @Test func quotedLineEndsCountAsLines() throws {
    #expect(try table("a,b\n\"x\ny\r\nz\rw\",2\n3,4\n").records.map(\.line) == [2, 6])
  }

  @Test func aQuotationThatDoesNotEndIsNamed() {
    let fault = #expect(throws: Diagnostic.self) {
      try table("a,b\n1,2\n3,\"x\n" + String(repeating: "y,\n", count: 9))
    }
    #expect((fault?.id.rawValue, fault?.line) == ("csv-invalid", 3))
  }

  @Test func aTableOfCommasIsRefused() {
    let fault = #expect(throws: Diagnostic.self) { try table(String(repeating: ",", count: InputLimits.tableCells)) }
    #expect(fault?.id.rawValue == "too-many-values")
  }
}
