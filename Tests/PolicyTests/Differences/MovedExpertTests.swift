import Plans
import Testing

@Suite("Experts that change places")
struct MovedExpertTests {
  /// One layer, eight experts of 12 MB on eight GPUs in two nodes of four.
  private static func plan(_ ranks: [[Int]]) -> TinyPlan {
    TinyPlan(
      stages: [.init(layers: 0...0, domains: 2, gpus: 8)], gpus: Array(0..<8), experts: [0: ranks],
      model: TinyModel(layers: 1, experts: 8))
  }

  private static let before = plan([[0], [1], [2], [3], [4], [5], [6], [7]])
  /// 0 and 1 change places in the first node; 2 and 6 change nodes.
  private static let after = plan([[1], [0], [6], [3], [4], [5], [2], [7]])

  /// Over scale-up two experts, 24 MB, 12 MB to each of two GPUs: 12 MB / 100 GB/s = 0.12 ms. Over the tier as many:
  /// 12 MB / 10 GB/s = 1.2 ms, which is what all of it takes.
  @Test func bytesAndTimeOfEachLevel() throws {
    let moved = try movement(Self.before, Self.after)
    #expect(moved.levels.map(\.level) == ["scale-up", "tier0"])
    #expect(moved.levels.map(\.bytes) == [24e6, 24e6])
    #expect(moved.levels.map(\.receivers) == [2, 2])
    #expect(moved.levels[0].time.isClose(to: 0.12e-3) && moved.levels[1].time.isClose(to: 1.2e-3))
    #expect(moved.time.map { $0.isClose(to: 1.2e-3) } == true)
    #expect(moved.moved == 48e6 && moved.fromStorage == 0 && moved.dropped == 48e6)
    // Each GPU holds 24 + 4 + 1 of the layer, 48 + 48 of tables and 12 of an expert.
    let held: Double = 8 * 137e6
    #expect(moved.held == held && moved.kept == held - 48e6)
  }

  @Test func whatEachGPULacksAndSends() throws {
    let moved = try movement(Self.before, Self.after)
    #expect(moved.gpus.map(\.gpu) == [0, 1, 2, 6])
    let third = moved.gpus[2]
    #expect(third.received == ["tier0": 12e6] && third.sent == ["tier0": 12e6] && third.kept == 125e6)
    #expect(third.experts == [.init(layers: [[0, 0]], experts: [6])] && third.layers == [] && !third.tables)
    let gpus = try difference(Self.before, Self.after).gpus
    #expect(gpus?.changed == [.init(pool: "pool", numbers: [0, 1, 2, 6])])
    #expect(gpus?.unchanged == [.init(pool: "pool", numbers: [3, 4, 5, 7])])
  }

  /// Expert 3 gets a second copy in the other node: a rank more to ask, and nothing else moves.
  @Test func aCopyMovesOnce() throws {
    let moved = try movement(Self.before, Self.plan([[0], [1], [2], [3], [4, 3], [5], [6], [7]]))
    #expect(moved.levels.map(\.bytes) == [0, 12e6] || moved.levels.map(\.bytes) == [12e6])
    #expect(moved.moved == 12e6 && moved.dropped == 0)
  }
}
