import Testing
@testable import Planning

@Suite("What a staircase of points beats")
struct StaircaseTests {
  /// Points of some family with rounds and speeds as given: b / (gpus · R) with one GPU is the speed.
  private static func staircase(_ request: PlanRequest, _ random: inout SplitMix) throws -> FrontierStaircase {
    let search = try PoolSearch(request, poolIndex: 0)
    let layouts = LayoutSearch(costs: search.costs, space: search.space, score: search.score)
    let count = search.costs.kindOfLayer.count
    let family = try #require(
      search.space.layouts.indices.lazy.compactMap {
        layouts.family(PipelinePath(stages: [.init(layers: 0..<count, layout: $0)]), microBatches: 1)
      }.first)
    return FrontierStaircase(
      (0..<12).map { _ in
        FrontierPoint(
          family, microBatch: Int.random(in: 1...50, using: &random), round: Double.random(in: 1...3, using: &random))
      })
  }

  /// Just below the longest round nothing beats, at it and above something does.
  @Test func longestRounds() throws {
    var random = SplitMix(seed: 5)
    let request = try TinyRequest.make(
      TinyModel.model(layers: [TinyModel.kinds[0]]), TinyCluster().cluster(), context: 10, goal: Goal(objective: .cost))
    for _ in 0..<200 {
      let stairs = try Self.staircase(request, &random)
      #expect(zip(stairs.points, stairs.points.dropFirst()).allSatisfy { $0.round < $1.round && $0.speed < $1.speed })
      let share = Double.random(in: 0...0.1, using: &random)
      let sequences = Double.random(in: 1...80, using: &random)
      let longest = stairs.longestRound(sequencesPerGPU: sequences, share: share)
      for factor in [0.3, 0.9, 0.999_999, 1.000_001, 1.1, 4] {
        let round = longest * factor
        let isBeaten = stairs.points.contains {
          $0.round / (1 + share) <= round && $0.speed * (1 + share) >= sequences / round
        }
        #expect(isBeaten == (factor > 1), "\(factor)")
      }
    }
  }
}
