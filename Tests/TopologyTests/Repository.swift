import Foundation

/// Places in the checkout that the tests run in.
enum Repository {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  static let clusters = root.appending(path: "Clusters")
}
