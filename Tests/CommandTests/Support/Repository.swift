import Foundation

/// Places in the checkout that the tests run in.
enum Repository {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// Where the built products lie: the test runner is one of them.
  static let products: URL = {
    let runner = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
    let usual = root.appending(path: ".build/debug").resolvingSymlinksInPath()
    return FileManager.default.isExecutableFile(atPath: runner.appending(path: "layline").path()) ? runner : usual
  }()

  /// A folder of real configurations that may lie beside the checkout; tests do more where it is there.
  static let facts: URL? = {
    let folders = [root, root.deletingLastPathComponent()].map {
      $0.deletingLastPathComponent().appending(path: "shared/facts")
    }
    return folders.first { FileManager.default.fileExists(atPath: $0.appending(path: "models.expected.json").path()) }
  }()
}
