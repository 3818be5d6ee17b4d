import Foundation

/// A command in a page, and what the page says that it prints.
///
/// In a page it stands in a block fenced as `console`, behind `$ `; what follows, up to the next `$ ` or the end of the
/// block, is its output. A line of three dots stands for any lines; what a run took is not compared.
struct ConsoleBlock {
  let command: String
  let output: [String]

  /// The commands of a page, in order.
  static func all(in page: String) -> [ConsoleBlock] {
    var blocks: [ConsoleBlock] = []
    var open: (command: String, output: [String])?
    var isInside = false
    func close() {
      if let open { blocks.append(ConsoleBlock(command: open.command, output: open.output)) }
      open = nil
    }
    for line in page.components(separatedBy: "\n") {
      if line.hasPrefix("```") {
        close()
        isInside = line == "```console"
      } else if isInside, line.hasPrefix("$ ") {
        close()
        open = (String(line.dropFirst(2)), [])
      } else if isInside {
        open?.output.append(line)
      }
    }
    return blocks
  }

  /// The page with what `output` gives for each command in place of what it shows. Blocks that it still matches stay.
  static func rewritten(_ page: String, output: (String) throws -> [String]) rethrows -> String {
    var lines = page.components(separatedBy: "\n")
    var start = lines.startIndex
    for block in all(in: page) {
      guard let command = lines[start...].firstIndex(of: "$ \(block.command)") else { continue }
      let printed = try output(block.command)
      start = command + 1
      guard !block.matches(printed[...]) else { continue }
      lines.replaceSubrange(start..<start + block.output.count, with: printed)
      start += printed.count
    }
    return lines.joined(separator: "\n")
  }

  /// Whether lines are those of the page.
  func matches(_ lines: ArraySlice<String>) -> Bool { Self.matches(lines, output[...]) }

  private static func matches(_ lines: ArraySlice<String>, _ expected: ArraySlice<String>) -> Bool {
    guard let first = expected.first else { return lines.isEmpty }
    if first == "..." {
      return (lines.startIndex...lines.endIndex).contains { matches(lines[$0...], expected.dropFirst()) }
    }
    guard let line = lines.first, isSame(line, first) else { return false }
    return matches(lines.dropFirst(), expected.dropFirst())
  }

  /// How long a run took differs from run to run.
  private static func isSame(_ line: String, _ other: String) -> Bool {
    line == other || [line, other].allSatisfy { $0.drop { $0 == " " }.hasPrefix("took ") }
  }
}
