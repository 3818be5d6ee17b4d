import Foundation
import Testing
@testable import Reporting
@testable import layline

@Suite("Pages follow the terminal")
struct TerminalTests {
  @Test func widthIsThatOfTheTerminal() {
    #expect(Page.columns(asked: nil, terminal: nil) == 100)
    #expect(Page.columns(asked: 80, terminal: nil) == 80)
    // What a terminal says counts more than a variable that it has outgrown.
    #expect(Page.columns(asked: 80, terminal: 120) == 120)
    #expect(Page.columns(asked: nil, terminal: 0) == 100)
    #expect(Page.columns(asked: 10, terminal: nil) == 72 && Page.columns(asked: 1000, terminal: nil) == 160)
  }

  private static let commands = [
    "plan --model gpt-oss-120b --cluster hgx-h100 --context 4096",
    "plan --model gpt-oss-120b --cluster hgx-h100 --input 2000 --output-tokens 500 --ttft 1s --tpot 30ms --rps 2",
    "compare --model gpt-oss-120b --cluster hgx-h100 --context 4096 --no-crossovers",
    "predict --model gpt-oss-120b --cluster hgx-h100 --tp 8 --input 2000 --output-tokens 500 --concurrency 8",
    "model show gpt-oss-120b",
  ]

  /// Tables of lists (workers, clusters, accelerators) are as wide as their columns.
  @Test(arguments: commands)
  func eightyColumnsAreEnough(command: String) throws {
    let run = try Layline.shell("COLUMNS=80 layline \(command)", in: Repository.root)
    #expect(run.status == 0 || run.status == 4, "\(run.output)")
    let long = run.output.split(separator: "\n").map(String.init).filter { $0.count > 80 }
    #expect(long.isEmpty, "\(long.joined(separator: "\n"))")
  }

  @Test func titlesAndVerdictsStandOut() {
    let page = "FAIL        api on hgx\n\nAnswer      42 tokens/s\n            Indented text\nNot a title at all"
    let lines = Emphasis.emphasised(page).split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0] == "\u{1B}[1;31mFAIL\u{1B}[0m        api on hgx")
    #expect(lines[2] == "\u{1B}[1mAnswer\u{1B}[0m      42 tokens/s")
    #expect(lines[3] == "            Indented text" && lines[4] == "Not a title at all")
    #expect(Emphasis.emphasised("{\n  \"a\" : 1\n}") == "{\n  \"a\" : 1\n}")
  }

  /// Nothing is coloured for a pipe.
  @Test func pipesGetPlainText() throws {
    let run = try Layline.run(["cluster", "show", "hgx-h100"])
    #expect(!run.output.contains("\u{1B}"))
  }
}
