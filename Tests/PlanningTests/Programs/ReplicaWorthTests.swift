import Clusters
import Testing
@testable import Planning

@Suite("What GPUs are worth by the replicas that are known")
struct ReplicaWorthTests {
  /// Replicas of 3 GPUs make 10 tokens/s, of 5 GPUs 18: eight GPUs hold one of each, nine three of the first kind, which
  /// make 30 where 5 + 3 and one idle make 28.
  @Test func byHand() {
    let worth = ReplicaWorth([(3, 10), (5, 18)], most: 12)
    #expect(worth.byGPUs == [0, 0, 0, 10, 10, 18, 20, 20, 28, 30, 36, 38, 40])
    #expect(worth.fewestGPUs(worth: 28) == 8 && worth.fewestGPUs(worth: 28.5) == 9)
    #expect(worth.fewestGPUs(worth: 41) == nil && worth.fewestGPUs(worth: 0) == 0)
    #expect(worth.scaled(by: 2, most: 5).byGPUs == [0, 0, 0, 20, 20, 36])
  }

  /// A replica that leaves a domain out takes nothing of it.
  @Test func domainsThatAreLeftOutDoNotCount() {
    let footprint = Footprint(pieces: [8, 0, 4])
    #expect(footprint.pieces == [8, 4] && footprint.domains == 2 && footprint.gpus == 12)
  }

  /// Two pools: 3 GPUs that make 10 together, and 2 that make 9.
  @Test func poolsTogether() {
    let joined = ReplicaWorth([(3, 10)], most: 3).joined(with: ReplicaWorth([(2, 9)], most: 2))
    #expect(joined.byGPUs == [0, 0, 9, 10, 10, 19])
  }

  /// What any replicas make together is no more than what their GPUs are worth, and two numbers of GPUs are worth no more
  /// than their sum: that is why single replicas bound mixtures.
  @Test(arguments: 0..<40) func sumsAreBounded(seed: Int) {
    var random = SplitMix(seed: UInt64(seed) &* 41 &+ 3)
    let kinds = (0..<Int.random(in: 1...5, using: &random)).map { _ in
      (gpus: Int.random(in: 1...9, using: &random), tokensPerSecond: Double.random(in: 1...30, using: &random))
    }
    let worth = ReplicaWorth(kinds, most: 40)
    for first in 0...20 {
      for second in 0...20 { #expect(worth[first] + worth[second] <= worth[first + second] * (1 + 1e-12)) }
    }
    for _ in 0..<50 {
      let some = (0..<4).compactMap { _ in kinds.randomElement(using: &random) }
      let gpus = some.reduce(0) { $0 + $1.gpus }
      #expect(some.reduce(0) { $0 + $1.tokensPerSecond } <= worth[gpus] * (1 + 1e-12))
    }
  }

  /// A batch that is nearly the fastest is found without looking at all of them.
  @Test(arguments: 0..<12) func fastestBatch(seed: Int) throws {
    let request = try TinyInstance(seed: UInt64(seed) &* 977 &+ 1, objective: .throughput).request
    let pool = try PoolSearch(request, poolIndex: 0)
    let search = LayoutSearch(costs: pool.costs, space: pool.space, score: pool.score)
    let longest = request.goal.timePerOutputToken?.value ?? .infinity
    let layers = pool.costs.kindOfLayer.count
    for layout in pool.space.layouts.indices {
      let path = PipelinePath(stages: [.init(layers: 0..<layers, layout: layout)])
      guard let family = search.family(path, microBatches: 1) else { continue }
      let speeds = (1...family.mostSequences).map { size -> (round: Double, speed: Double) in
        let round = family.round(microBatch: size)
        return (round, family.speed(microBatch: size, round: round))
      }
      let best = speeds.filter { $0.round <= longest }.map(\.speed).max()
      let found = FastestBatch(family, longestRound: longest).microBatch
      #expect((found == nil) == (best == nil))
      if let found, let best { #expect(speeds[found - 1].speed >= best / (1 + FastestBatch.tolerance)) }
    }
  }
}
