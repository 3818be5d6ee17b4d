import Clusters
import Models
import Planning
import Plans
import Quantities
import Testing

@Suite("Replicas that stay where another plan has them")
struct KeptReplicaTests {
  private static func request(_ unavailable: [Int]) throws -> PlanRequest {
    var cluster = TinyCluster(nodes: 4)
    cluster.unavailable = unavailable
    let goal = try Goal(objective: .gpus, timePerOutputToken: Seconds(0.05), tokensPerSecond: 20_000)
    return try TinyRequest.make(
      ModelCatalogue.model(named: "Llama-3.1-8B"), cluster.cluster(), context: 8000, goal: goal)
  }

  private static func replicas(_ plan: Plan) -> [[Int]] {
    plan.workers.flatMap { kind in
      Dictionary(grouping: kind.placement.gpus, by: \.replica).sorted { $0.key < $1.key }.map { $0.value.map(\.gpu) }
    }
  }

  /// What lost no GPU stays what it is, number and all; the plan is as good as one that knows of no other.
  @Test(arguments: [[], [0], [1, 5], [0, 1, 2, 3], [2, 7, 9]])
  func asGoodAndStaying(unavailable: [Int]) throws {
    let before = try HonestPlan.make(Self.request([]))
    var request = try Self.request(unavailable)
    let anew = try HonestPlan.make(request)
    request.current = before
    let after = try HonestPlan.make(request)
    #expect(after.certificate.objective == anew.certificate.objective)
    #expect(after.workers.map(\.layout) == anew.workers.map(\.layout))
    guard after.workers.map(\.layout) == before.workers.map(\.layout) else { return }
    for (old, new) in zip(Self.replicas(before), Self.replicas(after)) {
      #expect(new == old || !Set(unavailable).isDisjoint(with: old))
    }
  }

  /// Five replicas of 2 GPUs run on nodes of 4; GPU 0 is lost. Made anew all move up by one; beside the plan that runs only
  /// the first goes elsewhere, to the one node with two GPUs to spare, as its own is full.
  @Test func onlyWhatIsLostMoves() throws {
    let before = try HonestPlan.make(Self.request([]))
    #expect(Self.replicas(before) == [[0, 1], [2, 3], [4, 5], [6, 7], [8, 9]])
    var request = try Self.request([0])
    request.current = before
    #expect(Self.replicas(try HonestPlan.make(request)) == [[10, 11], [2, 3], [4, 5], [6, 7], [8, 9]])
  }
}
