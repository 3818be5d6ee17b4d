import Plans
import Testing

@Suite("Layers and slices that change places")
struct MovedLayerTests {
  private static func pipeline(_ boundary: Int) -> TinyPlan {
    TinyPlan(stages: [.init(layers: 0...boundary), .init(layers: boundary + 1...3)], gpus: [0, 4])
  }

  /// A stage boundary moves by one layer of 24 + 4 + 1 MB, which crosses nodes: 29 MB / 10 GB/s = 2.9 ms.
  @Test func aStageBoundaryMoves() throws {
    let moved = try movement(Self.pipeline(1), Self.pipeline(2))
    #expect(moved.moved == 29e6 && moved.dropped == 29e6)
    #expect(moved.levels.last?.level == "tier0" && moved.time.map { $0.isClose(to: 2.9e-3) } == true)
    #expect(moved.gpus.map(\.gpu) == [0, 4])
    #expect(moved.gpus[0].layers == [[2, 2]] && moved.gpus[1].layers == [])
    // Two layers and a table stay on the first GPU, one layer and a table on the second.
    #expect(moved.gpus[0].kept == 2 * 29e6 + 48e6 && moved.kept == 3 * 29e6 + 96e6)
  }

  /// What the last stage gives up goes back, and nothing else does.
  @Test func andBack() throws {
    let moved = try movement(Self.pipeline(2), Self.pipeline(1))
    #expect(moved.moved == 29e6 && moved.gpus.map(\.gpu) == [0, 4] && moved.gpus[1].layers == [[2, 2]])
  }

  private static func sliced(_ degree: Int, layers: Int = 1) -> TinyPlan {
    TinyPlan(
      stages: [.init(layers: 0...layers - 1, tensorParallel: degree, gpus: degree)], gpus: Array(0..<degree),
      model: TinyModel(layers: layers))
  }

  /// From halves to quarters. Of 24 + 48 + 48 = 120 MB that are divided, GPU 0 keeps its first quarter, GPU 1 lacks the
  /// second, which GPU 0 has, and GPUs 2 and 3 lack the third and fourth, which GPU 1 has: 3 · 30 MB. Of keys and values
  /// there are two halves of 2 MB: GPU 1 needs the first now, GPUs 2 and 3 the second. The norm of 1 MB goes to GPUs 2 and 3.
  @Test func twoRanksBecomeFour() throws {
    let moved = try movement(Self.sliced(2), Self.sliced(4))
    #expect(moved.moved.isClose(to: 98e6), "3 · 30 MB + 3 · 2 MB + 2 · 1 MB")
    #expect(moved.kept.isClose(to: 34e6), "30 MB + 2 MB + 2 · 1 MB")
    #expect(moved.fromStorage == 0 && moved.levels.map(\.level) == ["scale-up"])
    #expect(moved.gpus.map(\.gpu) == [0, 1, 2, 3])
    // GPU 1 sends a quarter of everything and the second half of keys and values to two GPUs: 64 MB and perhaps norms.
    let sent = moved.gpus[1].sent["scale-up"] ?? 0
    #expect(sent >= 64e6 && sent <= 66e6 && (moved.time ?? 0).isClose(to: sent / 100e9))
  }

  /// From halves to thirds: GPU 1 keeps [1/2, 2/3) and lacks [1/3, 1/2), a sixth; GPU 2 lacks a third. Keys and values stay
  /// in two parts: ranks 0 and 1 have the first, rank 2 the second.
  @Test func twoRanksBecomeThree() throws {
    let moved = try movement(Self.sliced(2), Self.sliced(3))
    let lacked: [Double] = [120e6 / 6, 120e6 / 3, 2e6, 2e6, 1e6]
    let kept: [Double] = [120e6 / 3, 120e6 / 6, 2e6, 2 * 1e6]
    #expect(moved.moved.isClose(to: lacked.reduce(0, +)))
    #expect(moved.kept.isClose(to: kept.reduce(0, +)))
  }

  /// A GPU lacks nothing where there are fewer slices and it held all.
  @Test func oneRankBecomesTwo() throws {
    let moved = try movement(Self.sliced(1), Self.sliced(2))
    #expect(moved.gpus.first { $0.gpu == 0 }?.received == [:])
    #expect(moved.moved.isClose(to: 63e6), "half of 120 MB, half of 4 MB, 1 MB")
  }
}
