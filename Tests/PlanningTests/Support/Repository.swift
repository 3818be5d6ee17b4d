import Foundation

/// Places in the checkout that the tests run in.
enum Repository {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// A folder of recorded figures that may lie beside the checkout; tests do more where it is there.
  static let facts: URL? = {
    let folders = [root, root.deletingLastPathComponent()].map {
      $0.deletingLastPathComponent().appending(path: "shared/facts")
    }
    return folders.first { FileManager.default.fileExists(atPath: $0.path()) }
  }()

  /// A command on the PATH; `nil` where it is not installed.
  static func command(_ name: String) -> URL? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      .map { URL(filePath: "\($0)/\(name)") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path()) }
  }
}
