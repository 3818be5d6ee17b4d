import Foundation
import Inputs

/// A file that the user asked for. It appears whole or not at all: an existing file stays as it was on any fault.
struct OutputFile {
  /// The flag that named it, for messages.
  let flag: String
  /// As the user wrote it.
  let path: String

  /// Looks whether the file could be written, before any work is done.
  /// - Throws: `Diagnostic` "output-failed".
  init(flag: String, path: String) throws {
    self.flag = flag
    self.path = path
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      throw fault("a folder, \"\(path)\"")
    }
    guard FileManager.default.isWritableFile(atPath: folder.path) else {
      throw fault("\"\(path)\", whose folder is missing or cannot be written to")
    }
  }

  /// Replaces the file: a temporary one beside it is written and then renamed.
  /// - Throws: `Diagnostic` "output-failed".
  func write(_ data: Data) throws {
    let temporary = folder.appendingPathComponent(".\(target.lastPathComponent).\(getpid()).part")
    do {
      try data.write(to: temporary)
      guard rename(temporary.path, target.path) == 0 else { throw fault("\"\(path)\", which cannot be replaced") }
    } catch {
      unlink(temporary.path)
      throw error is Diagnostic ? error : fault("\"\(path)\", which cannot be written")
    }
  }

  /// A link is followed, so that it stays a link.
  private var target: URL { URL(fileURLWithPath: path).resolvingSymlinksInPath() }
  private var folder: URL { target.deletingLastPathComponent() }

  private func fault(_ found: String) -> Diagnostic {
    Diagnostic(id: "output-failed", file: flag, found: found, expected: "a file that can be written")
  }
}
