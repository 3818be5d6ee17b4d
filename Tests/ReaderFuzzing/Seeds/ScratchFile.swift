import Foundation

/// A file to read bytes from, for readers that take a path; in memory where the system has such a folder.
final class ScratchFile: Sendable {
  static let shared = ScratchFile()
  /// Stands for the path of a small model in texts of workloads.
  static let placeholder = "SMALL-MODEL"

  let folder: String

  private init() {
    let memory = "/dev/shm"
    let isThere = FileManager.default.isWritableFile(atPath: memory)
    let root = isThere ? memory : FileManager.default.temporaryDirectory.path()
    folder = "\(root)/layline-fuzz-\(UUID().uuidString)"
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    atexit { try? FileManager.default.removeItem(atPath: ScratchFile.shared.folder) }
  }

  /// Writes bytes and gives the path to `body`. Each thread has a folder of its own.
  func with<Result>(_ bytes: [UInt8], name: String, _ body: (String) throws -> Result) throws -> Result {
    let own = "\(folder)/\(UInt(pthread_self()))"
    try? FileManager.default.createDirectory(atPath: own, withIntermediateDirectories: true)
    let path = "\(own)/\(name)"
    try Data(bytes).write(to: URL(filePath: path))
    return try body(path)
  }
}
