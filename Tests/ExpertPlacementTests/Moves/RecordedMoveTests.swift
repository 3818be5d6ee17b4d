import Experts
import Foundation
import Optimization
import Testing
@testable import ExpertPlacement

/// On recorded loads of DeepSeek-R1, where they lie beside the checkout.
struct RecordedMoveTests {
  private static let folder: URL? = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let folders = [root, root.deletingLastPathComponent()].map {
      $0.deletingLastPathComponent().appending(path: "shared/facts/loads/deepseek-r1-sglang-6017")
    }
    return folders.first { FileManager.default.fileExists(atPath: $0.path()) }
  }()

  private static func counts(_ name: String) throws -> [[Double]] {
    let file = try #require(folder).appending(path: "\(name).json")
    return try JSONDecoder().decode([String: [[Double]]].self, from: Data(contentsOf: file))["logical_count"] ?? []
  }

  /// From decode to prefill, every tenth layer: a tenth of the moves that a fresh placement takes brings most of its gain.
  @Test(.enabled(if: folder != nil)) func fewMovesBringMostOfTheGain() throws {
    let before = try Self.counts("decode_in1000out1000")
    let after = try Self.counts("prefill_in2048")
    let ranks = [ExpertRank].equal(32, copies: 288)
    let layers = stride(from: 3, to: 61, by: 10).map { layer -> ReplanLayer in
      let old = ExpertProblem(tokens: [before[layer]], ranks: ranks, redundant: 32)
      return ReplanLayer(
        problem: ExpertProblem(tokens: [after[layer]], ranks: ranks, redundant: 32),
        current: ExpertPlacer(old).place().map, bytesPerExpert: 44e6)
    }
    let replanner = Replanner(optimizer: GLPKOptimizer())
    let frontiers = try replanner.frontiers(layers)
    func plan(_ bytes: Double) -> Replan { replanner.choose(from: frontiers, of: layers, goal: .within(bytes: bytes)) }
    let now = plan(0)
    let fresh = plan(.infinity)
    let some = plan(fresh.movedBytes / 10)
    #expect(now.objective - some.objective > 0.6 * (now.objective - fresh.objective))
    #expect(some.objective / some.bound - 1 < 1e-5)
    for (layer, next) in zip(layers, some.layers) {
      #expect(next.schedule.fault(from: layer.current, to: next.map, slots: ranks.map(\.slots)) == nil)
    }
  }
}
