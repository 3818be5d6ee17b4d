import Formats
import Foundation
import Testing
@testable import Formats

@Suite struct YAMLTextTests {
  @Test func keysKeepTheirOrder() {
    let value: YAMLValue = ["zone": 1, "area": ["name": "x1"], "list": ["one", "two"], "none": [], "on": true]
    #expect(
      YAMLText.documents([value, ["second": "2"]], comments: ["About it.", ""]) == """
        # About it.
        #
        zone: 1
        area:
          name: x1
        list:
        - one
        - two
        none: []
        "on": true
        ---
        second: "2"

        """)
  }

  /// What some version of YAML takes for a number, a truth value, nothing, a date or a mark of the language.
  @Test(
    arguments: [
      "8", "1e3", "0x1F", "0o7", "12:30", ".5", "-1", "~", "", "null", "Null", "yes", "No", "ON", "off", "true", "y",
      "n",
      "<<", "=", "2026-01-01", "- x", "a: b", "a #b", "#b", "*a", "&a", "!a", "%a", "@a", "`a", "{a}", "[a]", "a:",
      " a",
      "a ", "--", "---", "--- a", "...", "a\tb", "é", "\u{7}", "\u{2028}", "'", "\"", "a\nb", "\\n",
    ])
  func textStaysText(text: String) throws {
    #expect(try readBack(text) == text)
    let written = YAMLText.documents([["key": .text(text)]])
    #expect(written.hasPrefix("key: \""), "\(written)")
  }

  @Test(arguments: ["plain", "--model-path", "/etc/layline", "maker/engine:1.2", "nvidia.com/gpu", "a-b_c.d"])
  func namesNeedNoQuotes(text: String) throws {
    #expect(YAMLText.documents([["key": .text(text)]]) == "key: \(text)\n")
    #expect(try readBack(text) == text)
  }

  @Test(arguments: ["a\nb\n", "  a\n", "a \n", "\n", "a\n\n", "\ta\n", "é: 1\n"])
  func filesStayAsTheyAre(text: String) throws {
    #expect(try readBack(text) == text)
  }

  private func readBack(_ text: String) throws -> String {
    let written = YAMLText.documents([["key": .text(text)]])
    let node = try InputDocument.parse(Data(written.utf8), file: "test", isJSON: false).required("key")
    guard case .text(let text) = node.content else { throw node.fault(.wrongType, expected: "text") }
    return text
  }
}
