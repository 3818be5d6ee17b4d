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

  /// Searches are far slower in a build for debugging, where pages are compared without them.
  static let isOptimised: Bool = {
    #if DEBUG
      false
    #else
      true
    #endif
  }()

  /// With LAYLINE_RECORD set, pages that differ are rewritten instead.
  @Test(arguments: pages)
  func commandsPrintWhatThePageShows(name: String) throws {
    let file = Repository.root.appending(path: name)
    let page = try String(contentsOf: file, encoding: .utf8)
    // Examples write files, which must not stay.
    let copy = try TemporaryFolder()
    let folder = name.hasPrefix("Examples/") ? try copy.adding(file.deletingLastPathComponent()) : Repository.root
    guard ProcessInfo.processInfo.environment["LAYLINE_RECORD"] == nil else {
      let recorded = try ConsoleBlock.rewritten(page) { try Self.lines($0, in: folder) }
      return try Data(recorded.utf8).write(to: file)
    }
    for block in ConsoleBlock.all(in: page) where Self.isOptimised || !block.command.contains("layline plan") {
      let lines = try Self.lines(block.command, in: folder)
      #expect(block.matches(lines[...]), "$ \(block.command)\n\(lines.joined(separator: "\n"))")
    }
  }

  private static func lines(_ command: String, in folder: URL) throws -> [String] {
    let lines = try Layline.shell(command, in: folder).output.components(separatedBy: "\n")
    return lines.last == "" ? Array(lines.dropLast()) : lines
  }

  @Test func thePageOfTheProductShowsSomething() throws {
    let page = try String(contentsOf: Repository.root.appending(path: "README.md"), encoding: .utf8)
    #expect(ConsoleBlock.all(in: page).count >= 2)
  }

  @Test func rewritingReplacesWhatDiffers() {
    let page = "a\n```console\n$ x\nold\nolder\n$ y\n...\n```\nb"
    #expect(ConsoleBlock.rewritten(page) { [$0 + "!"] } == "a\n```console\n$ x\nx!\n$ y\n...\n```\nb")
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
