import Glibc
import Formats
import FoundationEssentials
import Launching

/// A folder that files are written into. It appears whole or not at all, and nothing that is there is changed.
struct OutputFolder {
  private let flag: String
  /// As the user named it.
  let path: String

  /// - Throws: `Diagnostic` "output-taken" where something is there already, "output-failed" where nothing can be.
  init(flag: String, path: String) throws {
    self.flag = flag
    self.path = path
    var isFolder = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
      let isEmpty = try isFolder && contents(path).isEmpty
      guard isEmpty else {
        throw Diagnostic(
          id: .outputTaken, file: flag, found: "\"\(path)\", which is there already",
          expected: "a folder that is missing or empty")
      }
    }
    let parent = parent
    guard FileManager.default.fileExists(atPath: parent, isDirectory: &isFolder), isFolder,
      access(parent, W_OK) == 0
    else { throw fault("\"\(path)\", whose folder is missing or cannot be written to") }
  }

  /// Writes all files beside the folder first, and then gives them its name.
  /// - Throws: `Diagnostic` "output-failed".
  func write(_ files: [LaunchFile]) throws {
    let temporary = "\(parent)/.layline-\(UUID().uuidString).part"
    do {
      for file in files {
        guard
          !file.path.split(separator: "/", omittingEmptySubsequences: false).contains(where: {
            ["", ".", ".."].contains($0)
          })
        else { throw fault("\"\(file.path)\", which leads out of the folder") }
        let target = "\(temporary)/\(file.path)"
        try FileManager.default.createDirectory(
          atPath: URL(fileURLWithPath: target).deletingLastPathComponent().path, withIntermediateDirectories: true)
        try Data(file.text.utf8).write(to: URL(fileURLWithPath: target))
        if file.isExecutable { chmod(target, 0o755) }
      }
      // An empty folder is replaced; one that has been filled since is not.
      guard rename(temporary, trimmed) == 0 else { throw fault("\"\(path)\": \(String(cString: strerror(errno)))") }
    } catch {
      try? FileManager.default.removeItem(atPath: temporary)
      throw error is Diagnostic ? error : fault("\"\(path)\", which cannot be written")
    }
  }

  /// Without "/" at its end.
  private var trimmed: String {
    var trimmed = path
    while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
    return trimmed
  }

  private var parent: String {
    guard let slash = trimmed.lastIndex(of: "/") else { return "." }
    return slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
  }

  private func contents(_ path: String) throws -> [String] {
    do { return try FileManager.default.contentsOfDirectory(atPath: path) } catch {
      throw fault("\"\(path)\", which cannot be read")
    }
  }

  private func fault(_ found: String) -> Diagnostic {
    Diagnostic(id: .outputFailed, file: flag, found: found, expected: "a folder that can be written")
  }
}
