import Foundation

/// A folder of real configurations that may lie next to the repository; tests do more where it is there.
enum FactsFolder {
  /// `nil` where there is none.
  static let path: String? = {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { root.deleteLastPathComponent() }
    let beside = [root, root.deletingLastPathComponent()].map {
      $0.deletingLastPathComponent().appendingPathComponent("shared/facts").path
    }
    return beside.first { FileManager.default.fileExists(atPath: $0 + "/models.expected.json") }
  }()
}
