import Foundation
import Reporting
import Testing

@Suite("JSON holds no character that a terminal or a log would obey")
struct JSONTextTests {
  @Test(arguments: [
    "plain", "é × ≥ → · “x”", "a\u{1B}[2Jb", "a\u{7F}b", "a\u{9B}2Jb", "a\u{61C}b", "a\u{202E}b", "a\u{2066}b",
    "a\u{2028}b",
    "a\u{FEFF}b", "##[error]x", "#\u{0}#", "… – x",
  ])
  func textsComeBackAsTheyWere(text: String) throws {
    let written = try JSONText.encode(["key": text])
    #expect(try JSONDecoder().decode([String: String].self, from: Data(written.utf8)) == ["key": text])
    #expect(!written.contains("##["))
    let hidden: Set<Unicode.Scalar> = [
      "\u{1B}", "\u{7F}", "\u{9B}", "\u{61C}", "\u{202E}", "\u{2066}", "\u{2028}", "\u{FEFF}", "\u{0}",
    ]
    #expect(!written.unicodeScalars.contains(where: hidden.contains), "\(written)")
  }
}
