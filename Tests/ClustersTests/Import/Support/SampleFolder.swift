import Foundation

/// A folder of real files that may lie next to the repository; tests do more where it is there.
enum SampleFolder {
  /// `nil` where there is none.
  static let path: String? = {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    let beside = [root, root.deletingLastPathComponent()].map {
      $0.deletingLastPathComponent().appendingPathComponent("shared/formats/samples").path
    }
    return beside.first { FileManager.default.fileExists(atPath: $0) }
  }()
}
