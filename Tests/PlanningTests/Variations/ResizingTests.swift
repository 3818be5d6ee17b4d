import Clusters
import Testing
@testable import Planning

@Suite("More and fewer GPUs of a pool")
struct ResizingTests {
  /// 6 nodes of 4 GPUs, two to a leaf, two GPUs out.
  private static func request() throws -> PlanRequest {
    var cluster = TinyCluster(nodes: 6, scaleOut: [50e9, 25e9].map { .init($0) }, nodesPerGroup: [2])
    cluster.unavailable = [3, 9]
    return try TinyRequest.make(
      TinyModel.model(layers: [TinyModel.kinds[1]]), cluster.cluster(), context: 100,
      goal: Goal(objective: .cost))
  }

  /// The first so many that may be used are used, whatever else is there only fills racks and groups, and tiers nest.
  @Test(arguments: 1...60) func gpus(count: Int) throws {
    let request = try Self.request()
    let before = request.cluster.pools[0]
    let pool = try InputAxis.gpus.varied(request, to: Double(count)).cluster.pools[0]
    #expect(pool.availableGPUCount == count)
    let usable = Set(0..<pool.gpuCount).subtracting(pool.unavailable).sorted()
    let old = Set(before.unavailable)
    #expect(usable == Array((0..<1000).filter { !old.contains($0) }.prefix(count)))
    Self.check(pool)
  }

  @Test(arguments: 1...16) func nodes(count: Int) throws {
    let pool = try InputAxis.nodes.varied(Self.request(), to: Double(count)).cluster.pools[0]
    let lost = [3, 9].count { $0 < count * 4 }
    #expect(pool.availableGPUCount == count * 4 - lost)
    #expect(pool.gpusPerNode == 4 && pool.gpusPerDomain == 4)
    Self.check(pool)
  }

  private static func check(_ pool: Pool) {
    #expect(pool.gpuCount % pool.gpusPerRack == 0 && pool.gpuCount % pool.gpusPerDomain == 0)
    #expect(pool.tiers.last?.gpusPerGroup == pool.gpuCount)
    #expect(pool.unavailable == Set(pool.unavailable).sorted() && pool.unavailable.allSatisfy { $0 < pool.gpuCount })
    for (lower, upper) in zip(pool.tiers, pool.tiers.dropFirst()) {
      #expect(upper.gpusPerGroup > lower.gpusPerGroup && upper.gpusPerGroup % lower.gpusPerGroup == 0)
    }
  }

  /// A limit on GPUs is what moves; it brings more GPUs where the pool has too few.
  @Test func underALimit() throws {
    var request = try Self.request()
    request.goal = try Goal(objective: .cost, gpuLimit: 8)
    let fewer = try InputAxis.gpus.varied(request, to: 5)
    #expect(fewer.goal.gpuLimit == 5 && fewer.cluster == request.cluster)
    let more = try InputAxis.gpus.varied(request, to: 30)
    #expect(more.goal.gpuLimit == 30 && more.cluster.pools[0].availableGPUCount == 30)
  }
}
