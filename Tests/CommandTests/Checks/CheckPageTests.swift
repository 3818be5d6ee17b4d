import Plans
import Reporting
import Testing

@Suite("A check for people")
struct CheckPageTests {
  @Test func text() throws {
    let text = try CheckFormat.text.text(of: CheckCase.full, version: "1")
    let lines = text.split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 100 })
    let flat = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    for part in [
      "1 wrong input, 1 not kept, 1 not proved", "TPOT is 61.2 ms", "ci/policy.yaml:7", "65,536 instead of 131,072",
      "not judged", "the nearest is hgx-h200",
    ] { #expect(flat.contains(part), "\(part)") }
  }

  @Test func markdown() throws {
    let text = CheckMarkdown(CheckCase.full).text()
    #expect(text.contains("| chat | TPOT of at most 50.0 ms | FAIL | TPOT is 61.2 ms, 22.4 % above 50.0 ms |"))
    #expect(text.contains("Any one of these would be enough:\n\n- a context of 65,536"))
    let hostile = CheckMarkdown(
      CheckCase.report(CheckCase.deployment([CheckCase.rule(sentence: "x\n| y | @me `z`")], name: "a|b<script>"))
    ).text()
    #expect(hostile.contains("| a\\|b&lt;script&gt; |") && !hostile.contains("@me") && !hostile.contains("\n| y"))
  }

  /// A change after which other limits do not hold is no solution.
  @Test func changesThatAreNotEnough() throws {
    var change = CheckCase.shorter
    change.unmet = ["cost"]
    let report = CheckCase.report(CheckCase.deployment([CheckCase.rule(changes: [change])]))
    for format in [CheckFormat.text, .markdown, .github, .gitlab, .sarif] {
      let text = try format.text(of: report, version: "1")
      #expect(text.contains("cost is still not kept") && !text.contains("enough"), "\(format)")
    }
  }

  /// 3,000 limits of 1,000 letters are too much: what passes is left out first, and the page says so.
  @Test func aSummaryKeepsToItsLimit() throws {
    let long = String(repeating: "é", count: 1000)
    let rules = (0..<3000).map { CheckCase.rule("r\($0)", $0 % 10 == 0 ? .fail : .pass, sentence: long) }
    let report = CheckCase.report(CheckCase.deployment(rules))
    let text = CheckMarkdown(report).text()
    #expect(text.utf8.count <= CheckMarkdown.summaryLimit && text.utf8.count > CheckMarkdown.summaryLimit / 4)
    #expect(text.contains("only the first limits") && !text.contains("| pass |"))
    #expect(CheckMarkdown(report).text(limit: 1000).utf8.count <= 1000)
  }

  @Test(arguments: CheckFormat.allCases)
  func theSameBytesEveryTime(format: CheckFormat) throws {
    let texts = try (0..<3).map { _ in try format.text(of: CheckCase.full, version: "1") }
    #expect(Set(texts).count == 1)
  }
}
