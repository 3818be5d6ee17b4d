import Formats
import Foundation
import Testing

@Suite("Text of others is shown, and never obeyed")
struct PlainTextTests {
  @Test(arguments: [
    ("plain, é, 北京", "plain, é, 北京"), ("\u{1B}[31mred", "\\u{1b}[31mred"), ("a\u{9B}2J", "a\\u{9b}2J"),
    ("a\u{202E}b", "a\\u{202e}b"), ("a\rb", "a\\u{d}b"), ("one\ntwo\tx", "one\ntwo\tx"),
    ("::error::x", "\\u{3a}:error::x"), ("a\n  ::set-env::x", "a\n  \\u{3a}:set-env::x"), ("a ::b", "a ::b"),
    ("x ##[error]y", "x #\\u{23}[error]y"),
  ])
  func anAnswerIsHarmless(text: String, shown: String) { #expect(PlainText.shown(text) == shown) }

  @Test(arguments: ["h200", "GB200-NVL72", "deepseek-ai/DeepSeek-V3", "./model", "_x", "über", "rack 1 (old)"])
  func names(name: String) throws {
    #expect(PlainText.isName(name))
    #expect(try node("\"\(name)\"").name() == name)
  }

  /// What a shell, a table, a log or a path would take for something else.
  @Test(arguments: [
    "", " x", "x ", "-x", "=1+1", "+1", "@x", "::error::x", "$(id)", "`id`", "#", "'x",
    String(repeating: "x", count: 121),
  ])
  func noNames(name: String) {
    #expect(!PlainText.isName(name))
    #expect(throws: Diagnostic.self) { try node("\"\(name)\"").name() }
  }

  @Test(arguments: [#""a\nb""#, #""a\tb""#, #""a\u001bb""#, #""a\u0085b""#, #""a\u2028b""#])
  func namesAreOneLine(text: String) throws {
    #expect(throws: Diagnostic.self) { try node(text).name() }
    #expect(throws: Diagnostic.self) { try node(text).oneLine() }
  }

  /// A description may have several lines; nothing may have an escape sequence.
  @Test func textMayHaveLines() throws {
    #expect(try node(#""a\nb\tc""#).text() == "a\nb\tc")
    #expect(throws: Diagnostic.self) { try node(#""a\u001b[2Jb""#).text() }
  }

  private func node(_ value: String) throws -> InputNode {
    try InputDocument.parse(Data("{\"value\": \(value)}".utf8), file: "a.json", isJSON: true).required("value")
  }
}
