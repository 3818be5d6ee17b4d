@testable import Differences
import Plans
import Policy
import Testing

@Suite("Ranks numbered so that little must be loaded")
struct RankRenumberingTests {
  /// One layer and four experts on four of the eight GPUs of two nodes.
  private static func plan(_ gpus: [Int], unavailable: [Int] = []) -> TinyPlan {
    TinyPlan(
      stages: [.init(layers: 0...0, gpus: 4)], gpus: gpus, experts: [0: [[0], [1], [2], [3]]],
      model: TinyModel(layers: 1, experts: 4), cluster: TinyCluster(gpusPerNode: 8, unavailable: unavailable))
  }

  /// GPU 1 is lost. Numbered in order, GPUs 2 and 3 would each load the expert of another rank, 12 MB, and GPU 4 a rank's
  /// 24 + 4 + 1 of the layer, 48 + 48 of tables and 12 of an expert: 161 MB. As rank 1 it is alone to load: 137 MB.
  @Test func aLostGPUIsReplacedAlone() throws {
    let found = try difference(Self.plan([0, 1, 2, 3]), Self.plan([0, 2, 3, 4], unavailable: [1]), renumbers: true)
    #expect(found.weights?.lacking == 137e6 && found.weights?.lackingAsWritten == 161e6)
    #expect(found.weights?.gpus.filter { !$0.received.isEmpty }.map(\.gpu) == [4])
    #expect(found.gpus?.unchanged == [.init(pool: "pool", numbers: [0, 2, 3])] && found.gpus?.changed == [])
    let literal = try movement(Self.plan([0, 1, 2, 3]), Self.plan([0, 2, 3, 4], unavailable: [1]))
    #expect(literal.lacking == 161e6 && literal.lackingAsWritten == nil)
  }

  @Test func aNumberedPlanNeedsNoOtherNumbers() throws {
    let (old, new) = (
      try Self.plan([0, 1, 2, 3]).compared(), try Self.plan([0, 2, 3, 4], unavailable: [1]).compared()
    )
    let numbered = new.numbered(as: old)
    #expect(numbered.document.placement.gpus.map(\.gpu) == [0, 4, 2, 3])
    #expect(numbered.document.placement.gpus.map(\.expertRank) == [0, 1, 2, 3])
    #expect(numbered.numbered(as: old).document == numbered.document)
    #expect(PlanDifferencer(before: old, after: numbered).difference.weights?.lackingAsWritten == nil)
  }

  /// Ranks of a node stay together: GPUs 4 and 5 of another node cannot make up for GPU 1 alone.
  @Test func ranksOfANodeStayTogether() throws {
    func small(_ gpus: [Int]) -> TinyPlan {
      var plan = Self.plan(gpus)
      plan.stages[0].domains = 2
      plan.cluster = TinyCluster(gpusPerNode: 2, nodesPerGroup: [])
      plan.cluster.nodes = 4
      return plan
    }
    // Nodes change places as a whole, and so do the GPUs of each.
    let numbered = try small([2, 3, 1, 0]).compared().numbered(as: try small([0, 1, 2, 3]).compared())
    #expect(numbered.document.placement.gpus.map(\.gpu) == [0, 1, 2, 3])
    let across = try small([0, 4, 1, 5]).compared().numbered(as: try small([0, 1, 4, 5]).compared())
    let nodes = across.document.placement.gpus.map { $0.gpu / 2 }
    #expect(nodes[0] != nodes[1] && nodes[2] != nodes[3])
  }

  /// No order of GPUs that keeps the levels between all ranks, and nodes' ranks together, keeps more bytes.
  @Test(arguments: 0..<6)
  func noOrderKeepsMore(seed: Int) throws {
    var generator = SplitMix(seed: UInt64(seed))
    func random() -> TinyPlan {
      let counts = [[2, 2], [3, 2], [4], [2, 1, 1]].randomElement(using: &generator) ?? [4]
      let nodes = Array((0..<4).shuffled(using: &generator).prefix(counts.count))
      let gpus = zip(nodes, counts).flatMap { node, count in
        (0..<4).shuffled(using: &generator).prefix(count).map { node * 4 + $0 }
      }
      let degree = (1...gpus.count).filter { gpus.count % $0 == 0 }.randomElement(using: &generator) ?? 1
      var experts = [[Int]](repeating: [], count: gpus.count)
      for expert in 0..<5 { experts[Int.random(in: 0..<gpus.count, using: &generator)].append(expert) }
      return TinyPlan(
        stages: [.init(layers: 0...0, tensorParallel: degree, gpus: gpus.count)], gpus: gpus, experts: [0: experts],
        model: TinyModel(layers: 1, experts: 5),
        cluster: TinyCluster(nodes: 4, scaleOut: [.init(10e9), .init(5e9)], nodesPerGroup: [2]))
    }
    let (before, after) = (random(), random())
    let found = try #require(try difference(before, after, renumbers: true).weights)
    var most = 0.0
    for order in Self.orders(after.gpus) {
      var other = after
      other.gpus = order
      most = max(most, try movement(before, other).kept)
    }
    #expect(found.kept.isClose(to: most))
    #expect(found.lacking <= (try movement(before, after)).lacking)
  }

  /// Orders in which any two ranks meet on the level of the network, or in the node, on which they met, below the same switch.
  private static func orders(_ gpus: [Int]) -> [[Int]] {
    func level(_ one: Int, _ other: Int) -> Int { one / 4 == other / 4 ? 0 : one / 8 == other / 8 ? 1 : 2 }
    return permutations(gpus).filter { order in
      gpus.indices.allSatisfy { first in
        order[first] / 8 == gpus[first] / 8
          && gpus.indices.allSatisfy { level(order[first], order[$0]) == level(gpus[first], gpus[$0]) }
      }
    }
  }

  private static func permutations(_ items: [Int]) -> [[Int]] {
    guard let first = items.first else { return [[]] }
    return permutations(Array(items.dropFirst())).flatMap { rest in
      (0...rest.count).map { Array(rest[..<$0]) + [first] + Array(rest[$0...]) }
    }
  }
}
