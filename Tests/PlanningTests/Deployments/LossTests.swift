import Clusters
import Costing
import Plans
import Testing
@testable import Planning

@Suite("What the loss of a unit leaves")
struct LossTests {
  private static func cluster(nodes: Int, down: String = "") throws -> Cluster {
    try Cluster(
      parsing: .init(
        """
        layline: cluster/1
        name: ours
        pools:
          - name: gpus
            accelerator: H100-SXM5
            racks: 2
            nodesPerRack: \(nodes)
            gpusPerNode: 8
            domain: node
            \(down)
            tiers:
              - {name: leaf, spans: pool, bandwidth: 50 GB/s, latency: 3 us, sources: {default: ours}}
            sources: {default: ours}
        """.utf8), file: "c.yaml")
  }

  private func replica(gpus: Int, nodes: Int = 1) -> ReplicaLayout {
    let layout = StageLayout(
      domains: nodes, gpusPerDomain: gpus, tensorParallel: gpus, expertTensorParallel: gpus * nodes)
    return ReplicaLayout(
      stages: [StageAssignment(layers: 0..<4, layout: layout)], hopLevels: [], microBatch: 1, microBatches: 1)
  }

  /// Four nodes of 8 hold 8 replicas of 4 GPUs. A GPU less leaves 7 in its node for one of 4, a node less leaves 6, a rack
  /// less leaves 4. Of 6 replicas a node less leaves all 6, as two start again elsewhere.
  @Test func byHand() throws {
    let cluster = try Self.cluster(nodes: 2)
    for (replicas, unit, left) in [
      (8, SpareRule.Unit.gpu, 7), (8, .node, 6), (8, .rack, 4), (6, .node, 6), (6, .rack, 4), (1, .rack, 1),
    ] {
      let loss = ReplicaLoss(
        [.init(replica(gpus: 4), poolIndex: 0, replicas: replicas, tokensPerSecond: 1)], cluster: cluster, unit: unit)
      #expect(loss.worst.left == [left], "\(replicas) \(unit)")
    }
  }

  /// Replicas of 5 GPUs: a node holds one and leaves 3. What is worst is the same when every unit is looked at.
  @Test(arguments: [2, 3, 4, 5, 8], [SpareRule.Unit.gpu, .node, .rack])
  func worstOfAll(gpus: Int, unit: SpareRule.Unit) throws {
    let cluster = try Self.cluster(nodes: 3, down: "unavailable: [\"rack 0, node 1, gpu 3\", \"rack 1, node 0\"]")
    let pool = cluster.pools[0]
    let size = unit == .gpu ? 1 : unit == .node ? 8 : 24
    let full = ReplicaPacker(pool: pool)
    let replicas = full.pack(full.map([replica(gpus: gpus).stages[0].layout])).count
    let every = (0..<pool.gpuCount / size).compactMap { number -> Int? in
      let taken = Set(number * size..<(number + 1) * size)
      guard !taken.isSubset(of: Set(pool.unavailable)) else { return nil }
      var left = pool
      left.unavailable = Set(pool.unavailable).union(taken).sorted()
      let packer = ReplicaPacker(pool: left)
      return packer.pack(packer.map([replica(gpus: gpus).stages[0].layout]), limit: replicas).count
    }
    let loss = ReplicaLoss(
      [.init(replica(gpus: gpus), poolIndex: 0, replicas: replicas, tokensPerSecond: 1)], cluster: cluster, unit: unit)
    #expect(loss.worst.left == [every.min()])
  }
}
