import Foundation

/// Places in the checkout that the tests run in.
enum Repository {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  /// Exists only where the project's collection of facts lies beside the checkout, or beside a sister of it.
  static let facts = [root, root.deletingLastPathComponent()].map {
    $0.deletingLastPathComponent().appending(path: "shared/facts")
  }.first { FileManager.default.fileExists(atPath: $0.path()) }
}
