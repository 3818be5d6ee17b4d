import Experts
import Formats
import Foundation
import Testing

/// Recordings that may lie beside the checkout.
enum RecordedLoads {
  static let folder: URL? = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let folders = [root, root.deletingLastPathComponent()].map {
      $0.deletingLastPathComponent().appending(path: "shared/facts/loads")
    }
    return folders.first { FileManager.default.fileExists(atPath: $0.path()) }
  }()
}

@Suite("Real recordings", .enabled(if: RecordedLoads.folder != nil))
struct RealLoadTests {
  /// The same recording as tokens and as counts: the first layer is dense, and the tokens do not have it.
  @Test(arguments: ["intent", "law"]) func tokensAddUpToTheCounts(name: String) throws {
    let folder = try #require(RecordedLoads.folder).appending(path: "deepseek-v2-lite-esft")
    let counts = try LoadReader().read(contentsOf: folder.appending(path: "\(name).json").path())
    let routes = try LoadReader(context: LoadContext(expertCount: 64, firstLayer: 1))
      .read(contentsOf: folder.appending(path: "\(name)_topk.npz").path())
    #expect(routes.tokens == counts.tokens)
    #expect(routes.expertsPerToken == 6 && routes.routes.count == 26)
  }
}
