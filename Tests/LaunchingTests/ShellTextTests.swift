import Foundation
import Testing
@testable import Launching

@Suite struct ShellTextTests {
  private static let odd = [
    "plain", "a b", "it's", "$HOME", "$(id)", "`id`", "a\"b", "a\\b", "*", "~", "#", "!", "a;b", "a&b", "a|b", "", "-n",
    "é",
    "a\nb", "{\"x\":1}", "(a)", "<a>", "a=b",
  ]

  /// A real shell reads every word back as it was.
  @Test func aShellReadsThemBack() throws {
    let line = "printf '%s\\0' " + Self.odd.map(ShellText.quoted).joined(separator: " ")
    #expect(
      try run(line).split(separator: "\0", omittingEmptySubsequences: false).dropLast().map(String.init) == Self.odd)
  }

  @Test func variablesAreReadWhereItRuns() throws {
    let context = CommandContext(leader: .variable("LEADER"), nodeRank: .variable("NODE"), folder: .variable("FOLDER"))
    let words: [CommandWord] = [
      .leader(port: 20000), .leader(port: nil), .nodeRank(times: 1), .nodeRank(times: 8), .file("a b.json"),
      .text("$NODE"),
    ]
    let line = words.map { ShellText.word($0, in: context) }.joined(separator: " ")
    let answer = try run("LEADER='h 1'; NODE=3; FOLDER='/x y'; printf '%s\\n' " + line)
    #expect(answer == "h 1:20000\nh 1\n3\n24\n/x y/a b.json\n$NODE\n")
  }

  @Test func whatIsKnownIsWrittenOut() {
    let context = CommandContext(leader: .text("node1"), nodeRank: .text("2"))
    let words: [CommandWord] = [
      .text("run"), .text("--at"), .leader(port: 5), .text("--first"), .nodeRank(times: 4), .text("--map"),
      .file("m.json"),
    ]
    #expect(ShellText.command(words, in: context) == "run \\\n  --at node1:5 \\\n  --first 8 \\\n  --map m.json")
    #expect(ShellText.assignment(EnvironmentVariable("A", "1 2")) == "A='1 2'")
  }

  private func run(_ line: String) throws -> String {
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.arguments = ["-c", line]
    let pipe = Pipe()
    shell.standardOutput = pipe
    try shell.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    shell.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }
}
