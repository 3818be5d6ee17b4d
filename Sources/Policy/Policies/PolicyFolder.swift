import Inputs
import Inputs

/// The folder of a policy: files that it names are looked for there.
struct PolicyFolder {
  /// As the user wrote it; empty for the folder that the command was started in.
  let path: String

  /// - Parameter policy: The path of the policy's file.
  init(of policy: String) {
    path = policy.lastIndex(of: "/").map { String(policy[..<$0]) } ?? ""
  }

  /// A file or a name of a catalogue. What is there as a file is a file; else, what can only be a path is one.
  func reference(_ text: String) -> String {
    let file = file(text)
    let isPath = InputDocument.isThere(file) || [".", "/"].contains { text.hasPrefix($0) }
    return isPath || [".json", ".yaml", ".yml", ".csv"].contains { text.hasSuffix($0) } ? file : text
  }

  /// A file, whether or not it is there.
  func file(_ text: String) -> String {
    guard !text.hasPrefix("/"), !path.isEmpty else { return Self.tidied(text) }
    return Self.tidied("\(path)/\(text)")
  }

  /// Without "./" and "folder/..": annotations want the names of the repository.
  private static func tidied(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
    }
    return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }
}
