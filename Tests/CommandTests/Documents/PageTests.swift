import Foundation
import Testing

@Suite("What the pages show is what the program prints")
struct PageTests {
  static let pages: [String] = {
    let folder = Repository.root.appending(path: "Examples").path()
    let examples = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    let candidates = ["README.md", "Examples/README.md"] + examples.map { "Examples/\($0)/README.md" }
    return candidates.filter { FileManager.default.fileExists(atPath: Repository.root.appending(path: $0).path()) }
  }()

  @Test(arguments: pages)
  func commandsPrintWhatThePageShows(page: String) throws {
    let file = Repository.root.appending(path: page)
    let blocks = ConsoleBlock.all(in: try String(contentsOf: file, encoding: .utf8))
    for block in blocks {
      let run = try Layline.shell(block.command, in: file.deletingLastPathComponent())
      let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      #expect(block.matches(lines.last == "" ? lines.dropLast() : lines[...]), "$ \(block.command)\n\(run.output)")
    }
  }

  @Test func thePageOfTheProductShowsSomething() throws {
    let page = try String(contentsOf: Repository.root.appending(path: "README.md"), encoding: .utf8)
    #expect(ConsoleBlock.all(in: page).count >= 2)
  }

  @Test func blocksAreFoundAndCompared() {
    let blocks = ConsoleBlock.all(in: "text\n```console\n$ a b\none\n...\ntwo\n$ c\n```\n$ no\n```sh\n$ d\n```\n")
    #expect(blocks.map(\.command) == ["a b", "c"])
    #expect(blocks[0].matches(["one", "x", "y", "two"]))
    #expect(blocks[0].matches(["one", "two"]))
    #expect(!blocks[0].matches(["one", "x"]))
    #expect(!blocks[0].matches(["one", "two", "x"]))
    #expect(blocks[1].matches([]))
    #expect(!blocks[1].matches(["x"]))
  }
}
