import Testing
@testable import Planning

@Suite("Experts or pipeline for DeepSeek-V3")
struct ExpertOrPipelineTests {
  /// On 32 nodes of 8 H800 exchanges between nodes are most of what EP waits for: an eighth of the network makes the
  /// pipeline of whole nodes the best, eight times as much leaves EP ahead. Inside a rack of 72 neither matters.
  @Test(arguments: [
    ("deepseek-h800-2048", 0.125, "pp"), ("deepseek-h800-2048", 1, "ep"), ("deepseek-h800-2048", 8, "ep"),
    ("gb200-nvl72-8-racks", 0.125, "ep"), ("gb200-nvl72-8-racks", 1, "ep"), ("gb200-nvl72-8-racks", 8, "ep"),
  ])
  func theNetworkDecides(cluster: String, factor: Double, expected: String) throws {
    let gpus = cluster.hasPrefix("deepseek") ? 256 : nil
    let request = try PlanCase(cluster: cluster, gpuLimit: gpus).request()
    let constraints = try LayoutConstraint.list("ep,pp,tp,ep+pp", flag: "--layouts")
    let moved = try InputAxis.scaleOut.varied(request, by: .factor(factor))
    let winner = try PointWinner(moved, of: constraints)
    #expect(winner.index.map { constraints[$0].name } == expected)
    #expect(winner.isProved)
  }
}
