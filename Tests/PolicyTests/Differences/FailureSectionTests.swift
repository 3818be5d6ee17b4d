import Plans
import Reporting
import Testing

@Suite("What a plan says of failures")
struct FailureSectionTests {
  private static func failures(_ gpus: [Int], perReplica: Int, nodes: Int = 2) throws -> String {
    let plan = TinyPlan(
      stages: [.init(layers: 0...3, tensorParallel: perReplica, gpus: perReplica)], gpus: gpus,
      cluster: TinyCluster(nodes: nodes))
    let report = "\(PlanReport(try plan.plan(), cluster: try plan.cluster.cluster()))"
    let lines = report.split(separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex { $0.hasPrefix("Failures") })
    return lines[(start + 1)...].prefix { !$0.isEmpty }.map { $0.trimmingPrefix { $0 == " " } }.joined(separator: " ")
  }

  /// Two replicas of 2 GPUs in the first of two nodes of 4, 100 tokens/s and 1 GB of weights on each GPU. A GPU less stops
  /// one replica, whose other GPU stays: as its node is full, both ranks load in the other node. A node less stops both: four
  /// ranks load there. Both nodes are one rack.
  @Test func byHand() throws {
    #expect(
      try Self.failures([0, 1, 2, 3], perReplica: 2)
        == "without the worst GPU: at once 1 of 2 replicas, 100 tokens/s; after restarting 1 of 1 replica "
        + "(2.00 GB to load) 2 of 2 replicas, 200 tokens/s "
        + "without the worst node: at once nothing; after restarting 2 of 2 replicas (4.00 GB to load) 2 of 2 "
        + "replicas, 200 tokens/s without the worst rack: at once nothing; no room to restart")
  }

  /// With a GPU to spare in its node a replica loads one rank alone.
  @Test func aSpareGPUInTheNode() throws {
    let found = try Self.failures([0, 1, 2], perReplica: 3)
    #expect(found.contains("without the worst GPU: at once nothing; after restarting 1 of 1 replica (1.00 GB to load)"))
    #expect(
      found.contains("without the worst node: at once nothing; after restarting 1 of 1 replica (3.00 GB to load)"))
  }

  /// A larger unit leaves no more, and without a GPU to spare nothing restarts.
  @Test func nothingToSpare() throws {
    #expect(
      try Self.failures(Array(0..<8), perReplica: 4)
        == "without the worst GPU, or node: at once 1 of 2 replicas, 100 tokens/s; no room to restart "
        + "without the worst rack: at once nothing; no room to restart")
  }
}
