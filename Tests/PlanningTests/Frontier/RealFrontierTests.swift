import Clusters
import Costing
import Foundation
import Plans
import Quantities
import Reporting
import Testing
@testable import Planning

@Suite("Frontiers of real models")
struct RealFrontierTests {
  private static func frontier(_ request: PlanRequest) throws -> FrontierDocument {
    guard case .frontier(let frontier) = try FrontierPlanner(request).frontier() else {
      throw HonestPlan.Unexpected(text: "refused")
    }
    return frontier
  }

  /// Every layout of one stage at every batch, one by one: as many points stay, and each is there.
  @Test func asManyPointsAsAFullEnumeration() throws {
    let request = try PlanCase(model: "openai/gpt-oss-120b", cluster: "hgx-h200", context: 32_768, target: nil)
      .request()
    let frontier = try Self.frontier(request)
    let all = try Self.enumerated(request)
    #expect(all.count > 300)
    #expect(frontier.points.count >= all.count)
    let found = Set(frontier.points.map(\.timePerOutputToken))
    #expect(frontier.layouts.contains { $0.stages.count > 1 } || all.allSatisfy { found.contains($0.round) })
    for point in all {
      #expect(FrontierTests.beats(frontier, round: point.round, speed: point.speed, share: 0))
    }
  }

  private static func enumerated(_ request: PlanRequest) throws -> [(round: Double, speed: Double)] {
    let search = try PoolSearch(request, poolIndex: 0)
    let layouts = LayoutSearch(costs: search.costs, space: search.space, score: search.score)
    let layers = 0..<search.costs.kindOfLayer.count
    var points: [(round: Double, speed: Double)] = []
    for (index, layout) in search.space.layouts.enumerated() {
      let path = PipelinePath(stages: [.init(layers: layers, layout: index)])
      var size = 1
      while layouts.evaluator.fits(path, microBatch: size, microBatches: 1) {
        let replica = ReplicaLayout(
          stages: [StageAssignment(layers: layers, layout: layout)], hopLevels: [], microBatch: size, microBatches: 1)
        let round = search.costs.round(of: replica).time.value
        points.append((round, Double(size) / (Double(layout.gpus) * round)))
        size += 1
      }
    }
    var kept: [(round: Double, speed: Double)] = []
    for point in points.sorted(by: { ($0.round, -$0.speed) < ($1.round, -$1.speed) })
    where point.speed > kept.last?.speed ?? 0 { kept.append(point) }
    return kept
  }

  /// The cheapest layout within a TPOT is on the frontier: the plan of that goal is no better.
  @Test(arguments: [0.015, 0.03, 0.08])
  func plansLieOnIt(target: Double) throws {
    var planCase = PlanCase(model: "openai/gpt-oss-120b", cluster: "hgx-h200-4-nodes", target: nil, tolerance: 0.002)
    let frontier = try Self.frontier(planCase.request())
    planCase.target = Seconds(target)
    let plan = try HonestPlan.make(planCase)
    let best = frontier.points.last { $0.timePerOutputToken <= target }?.tokensPerSecondPerGPU ?? 0
    #expect(plan.prediction.tokensPerSecondPerGPU <= best * 1.005)
    #expect(plan.prediction.tokensPerSecondPerGPU >= best * (1 - 0.0021))
  }

  /// Speeds, costs and memory of points are those of the cost model.
  @Test func pointsAreWhatTheyCost() throws {
    let request = try PlanCase(model: "meta-llama/Llama-3.1-405B", cluster: "hgx-h200-4-nodes", target: nil).request()
    let frontier = try Self.frontier(request)
    #expect(frontier.layouts.contains { $0.stages.count > 1 })
    let costs = try CostModel(
      model: request.model, cluster: request.cluster, poolIndex: 0, workload: request.workload,
      calibration: request.calibration)
    let price = try #require(request.cluster.pools[0].price).value
    for point in frontier.points {
      let layout = frontier.layout(of: point)
      let names = layout.stages.compactMap(\.hop) + [layout.tokenReturn].compactMap(\.self)
      let cost = costs.cost(
        of: ReplicaLayout(
          stages: layout.stages.compactMap(\.assignment),
          hopLevels: names.compactMap { costs.levelNames.firstIndex(of: $0) },
          microBatch: point.microBatch, microBatches: point.microBatches))
      #expect(cost.fits && cost.round.time.value == point.timePerOutputToken)
      let speed = Double(point.sequences) / (Double(layout.gpusPerReplica) * point.timePerOutputToken)
      #expect(abs(point.tokensPerSecondPerGPU / speed - 1) < 1e-12)
      #expect(abs(try #require(point.costPerMillionTokens) / (price / speed * 1e6) - 1) < 1e-12)
    }
  }

  /// Where a GPU of every node is out, nothing needs a whole node.
  @Test func onlyWhatCanBePlaced() throws {
    var cluster = TinyCluster(nodes: 2)
    cluster.unavailable = [1, 6]
    let request = try TinyRequest.make(
      TinyModel.model(layers: [TinyModel.kinds[1], TinyModel.kinds[1]]), cluster.cluster(), context: 1000,
      goal: Goal(objective: .cost))
    let frontier = try Self.frontier(request)
    #expect(frontier.layouts.allSatisfy { $0.replicas >= 1 && $0.stages.allSatisfy { $0.gpusPerDomain <= 3 } })
  }

  @Test func documents() throws {
    let request = try PlanCase(model: "meta-llama/Llama-3.1-405B", cluster: "hgx-h200-4-nodes", target: nil).request()
    let frontier = try Self.frontier(request)
    let text = try JSONText.encode(frontier)
    #expect(try JSONText.encode(Self.frontier(request)) == text)
    #expect(try JSONDecoder().decode(FrontierDocument.self, from: Data(text.utf8)) == frontier)
    if JSONSchema.isAvailable { #expect(try JSONSchema.faults(text, schema: "frontier.schema.json") == []) }
    #expect(FrontierTable(frontier).csv.split(separator: "\n").count == frontier.points.count + 1)
    for axes in FrontierAxes.allCases {
      #expect("\(FrontierReport(frontier, axes: axes))".split(separator: "\n").allSatisfy { $0.count <= 100 })
    }
  }
}
