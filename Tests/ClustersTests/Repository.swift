import Foundation

/// Places in the checkout that the tests run in.
enum Repository {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  static let clusters = root.appending(path: "Clusters")
  /// Exists only where the project's collection of facts lies beside the checkout.
  static let hardwareFacts = root.deletingLastPathComponent().appending(path: "shared/facts/hardware.json")
}
