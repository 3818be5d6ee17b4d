@testable import Differences
import Plans
import Policy
import Testing

@Suite("Differences between plans of a cluster")
struct WorkerDifferenceTests {
  private static func difference(_ before: TinyWorkers, _ after: TinyWorkers) throws -> PlanDifference {
    ClusterPlanDifferencer(before: try before.compared(), after: try after.compared()).difference
  }

  private static let before = TinyWorkers(workers: [
    .init(gpus: 0...1), .init(gpus: 2...3), .init(role: .prefill, gpus: 4...4),
  ])

  /// Of two decode workers of two GPUs one stays and one goes to the other node; the prefill worker stops, and one of four
  /// GPUs starts... of which two were the moved worker's.
  @Test func workersStayMoveStartAndStop() throws {
    let after = TinyWorkers(workers: [.init(gpus: 0...1), .init(gpus: 4...5), .init(role: .prefill, gpus: 2...3)])
    let found = try Self.difference(Self.before, after)
    let workers = try #require(found.workers)
    #expect(workers.map(\.role) == [.decode, .prefill, .prefill] && workers.map(\.gpus) == [2, 1, 2])
    #expect(workers[0].kept == 1 && workers[0].moved == [.init(from: [[2, 3]], to: [[4, 5]])])
    #expect(workers[1].stopped == [[[4, 4]]] && workers[1].after == 0)
    #expect(workers[2].started == [[[2, 3]]] && workers[2].before == 0)
    #expect(found.gpus?.unchanged == [.init(pool: "pool", numbers: [0, 1])])
    #expect(found.gpus?.changed == [.init(pool: "pool", numbers: [2, 3, 4])])
    #expect(found.gpus?.newlyUsed == [.init(pool: "pool", numbers: [5])])
  }

  /// A rank of two GPUs holds two of four experts of 12 MB in each of two layers, 2 · 29 MB beside them and 96 MB of tables:
  /// 202 MB. GPU 4 held everything, so it keeps its part; GPU 5 has it from GPU 4; GPUs 2 and 3 hold as decode what prefill
  /// needs.
  @Test func weightsOfStartedWorkers() throws {
    let after = TinyWorkers(workers: [.init(gpus: 0...1), .init(gpus: 4...5), .init(role: .prefill, gpus: 2...3)])
    let weights = try #require(try Self.difference(Self.before, after).weights)
    let held: Double = 6 * 202e6
    #expect(weights.held == held && weights.moved == 202e6 && weights.fromStorage == 0)
    #expect(weights.levels.map(\.level) == ["scale-up"] && weights.gpus.map(\.gpu) == [4, 5])
    #expect(weights.dropped == 48e6, "GPU 4 gives up two experts of two layers")
  }

  @Test func noDifference() throws {
    let found = try Self.difference(Self.before, Self.before)
    #expect(!found.differs && found.workers == [] && found.weights?.moved == 0)
  }

  @Test func whatIsServed() throws {
    var after = Self.before
    after.served = 8
    let found = try Self.difference(Self.before, after)
    #expect(found.differs && found.workers == [])
    #expect(found.figures.map(\.name) == ["requests/s served", "objective, requests/s", "bound, requests/s"])
    #expect(found.figures.map(\.verdict) == [.worse, .worse, .neutral])
  }

  @Test func workersOfATableHaveNoBytes() throws {
    var after = try Self.before.compared()
    after.document.composition.workers[0].degrees = nil
    let found = ClusterPlanDifferencer(before: try Self.before.compared(), after: after).difference
    #expect(found.weights == nil && found.weightsUnknown?.contains("degrees") == true)
  }
}
