import Clusters
import Costing
import Planning
import Plans
import Quantities
import Testing

@Suite("Where plans put replicas")
struct PlacementTests {
  private static let kinds = [TinyModel.kinds[1], TinyModel.kinds[1], TinyModel.kinds[0], TinyModel.kinds[2]]
  private static let model = TinyModel.model(layers: kinds)

  private func plan(_ cluster: TinyCluster, _ goal: Goal) throws -> (plan: Plan, pool: Pool) {
    let cluster = try cluster.cluster()
    let request = try TinyRequest.make(Self.model, cluster, context: 4096, calibration: "ideal", goal: goal)
    return (try HonestPlan.make(request), cluster.pools[0])
  }

  /// Every single GPU down in turn, and a few pairs.
  @Test func unavailableGPUsAreNeverUsed() throws {
    for down in (0..<8).map({ [$0] }) + [[0, 4], [3, 5], [1, 2]] {
      var cluster = TinyCluster()
      cluster.memory = Bytes(0.3 * Self.model.bytes)
      cluster.unavailable = down
      let (plan, _) = try plan(cluster, Goal(objective: .latency, batch: 4))
      #expect(Set(plan.placement.gpus.map(\.gpu)).isDisjoint(with: down), "\(down)")
    }
  }

  /// A replica needs two nodes, a group has three: the third node of a group stays out of it.
  @Test func replicasKeepToTheirGroups() throws {
    var cluster = TinyCluster()
    cluster.nodes = 9
    cluster.nodesPerGroup = [3]
    cluster.scaleOut = [Bandwidth(50e9), Bandwidth(50e9)]
    cluster.memory = Bytes(0.22 * Self.model.bytes)
    let (plan, pool) = try plan(cluster, Goal(objective: .cost, batch: 2))
    try #require(plan.layout.gpusPerReplica > 4 && plan.layout.gpusPerReplica <= 12)
    #expect(plan.layout.replicas >= 3)
    for replica in 0..<plan.layout.replicas {
      let groups = Set(plan.placement.gpus.filter { $0.replica == replica }.map { pool.group(of: $0.gpu, atTier: 0) })
      #expect(groups.count == 1)
    }
  }

  @Test(arguments: [1, 2, 3, 5, 8, 13]) func limitOnGPUs(limit: Int) throws {
    var cluster = TinyCluster()
    cluster.nodes = 4
    cluster.memory = Bytes(1.5 * Self.model.bytes)
    let (plan, _) = try plan(cluster, Goal(objective: .cost, batch: 4, gpuLimit: limit))
    #expect(plan.placement.gpus.count <= limit)
    #expect(plan.layout.replicas == limit / plan.layout.gpusPerReplica)
  }

  @Test func oneGPU() throws {
    var cluster = TinyCluster(nodes: 1, gpusPerNode: 1)
    cluster.memory = Bytes(1.5 * Self.model.bytes)
    let (plan, _) = try plan(cluster, Goal(objective: .cost, timePerOutputToken: Seconds(0.05)))
    #expect(plan.layout.stages.count == 1 && plan.layout.gpusPerReplica == 1 && plan.layout.replicas == 1)
    #expect(plan.placement.experts.allSatisfy { $0.ranks.count == 1 })
  }

  /// The cheapest tokens of both pools: no worse than of either alone, and the bound covers both.
  @Test func twoPools() throws {
    let mixed = try PlanCase(model: "openai/gpt-oss-120b", cluster: "mixed-gb200-h200").request()
    let both = try HonestPlan.make(mixed)
    for pool in mixed.cluster.pools {
      var alone = mixed
      alone.cluster.pools = [pool]
      let plan = try HonestPlan.make(alone)
      #expect(both.certificate.objective <= plan.certificate.objective * (1 + 1e-9))
      #expect(both.certificate.bound <= plan.certificate.objective)
    }
    #expect(both.certificate.space.contains("pool gb200") && both.certificate.space.contains("pool h200"))
  }
}
