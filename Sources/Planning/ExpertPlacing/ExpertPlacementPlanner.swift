import ExpertMaps
import ExpertPlacement
import Optimization
import Plans

/// Places the experts of every layer by recorded loads, and judges the result beside the runtimes' own greedy.
public struct ExpertPlacementPlanner: Sendable {
  let request: ExpertPlacementRequest
  let optimizer: (any Optimizer)?
  let progress: @Sendable (Double) -> Void

  /// - Parameters:
  ///   - request: What to place on what.
  ///   - optimizer: As for `ExpertPlacer`.
  ///   - progress: Called with the share of the layers that is finished, from any thread.
  public init(
    _ request: ExpertPlacementRequest, optimizer: (any Optimizer)?,
    progress: @escaping @Sendable (Double) -> Void = { _ in }
  ) {
    self.request = request
    self.optimizer = optimizer
    self.progress = progress
  }

  /// The placement.
  /// - Throws: `MapFault` where the search broke a rule, which is a fault of the product.
  public func place() throws -> ExpertPlacementDocument {
    let layers = request.expertLayers
    let scenarios = layers.map { PlacementScenarios(rows(request.scenarios, $0), weights: request.weights) }
    let budget = spend(scenarios)
    let even = layers.map { _ in request.target.redundant }
    let ways = budget.map { [$0.spent.choices.map(\.redundant), $0.even.choices.map(\.redundant)] } ?? [even]
    let tried = try ways.enumerated().map { index, copies in
      let answers = searched(scenarios, copies, from: Double(index + 1) / Double(ways.count + 1))
      let maps = try layers.indices.map { try finished(answers[$0], scenarios[$0], redundant: copies[$0]) }
      return (answers: answers, maps: maps, time: time(maps, scenarios, copies))
    }
    let evenTime = tried[tried.count - 1].time
    let best = tried[0].time <= evenTime ? 0 : tried.count - 1
    let (copies, answers, maps) = (ways[best], tried[best].answers, tried[best].maps)
    let target = budget == nil ? request.target : widened(copies)
    let levelled = budget == nil ? maps : level(maps)
    let inputs = PlacementInputs(
      expertLoad: request.scenarios.map(\.reference), weights: request.weights,
      evaluate: request.heldOut.map(\.reference))
    let placed = layers.indices.map { index in
      placement(
        layers[index], answers[index], levelled[index], scenarios[index], target: target,
        redundant: budget == nil ? nil : copies[index])
    }
    return ExpertPlacementDocument(
      inputs: inputs, target: target, layerCount: request.layerCount, expertCount: request.expertCount,
      layers: placed,
      budget: budget.map { summary($0, placed, levelled, copies: copies, evenTime: evenTime) })
  }

  /// Of all layers, with so many copies in each.
  private func searched(_ scenarios: [PlacementScenarios], _ copies: [Int], from start: Double) -> [PlacementAnswer] {
    let hasBudget = request.target.redundantTotal != nil
    let placer = LayersPlacer(effort: .times(request.target.effort), optimizer: optimizer) { [progress] share in
      progress(hasBudget ? start + share / 3 : share)
    }
    return placer.place(zip(scenarios, copies).map { problem($0.planned, redundant: $1) })
  }

  /// Mean over layers, on the counts as recorded.
  private func time(_ maps: [ExpertMap], _ scenarios: [PlacementScenarios], _ copies: [Int]) -> Double {
    let times = maps.indices.map { maps[$0].time(of: problem(scenarios[$0].judged, redundant: copies[$0])) }
    return times.reduce(0, +) / Double(max(1, times.count))
  }

  private func rows(_ recorded: [RecordedScenario], _ layer: Int) -> [[Double]] {
    recorded.map { $0.load.tokens[layer] }
  }

  /// With a budget each layer has as few slots as hold its copies.
  func problem(_ tokens: [[Double]], redundant: Int) -> ExpertProblem {
    let target = request.target.redundantTotal == nil ? request.target : widened([redundant])
    return ExpertProblem(
      tokens: tokens, ranks: target.ranks, redundant: redundant, survivesLoss: target.survive != nil,
      wholeGroups: target.groups)
  }

  private func finished(
    _ answer: PlacementAnswer, _ scenarios: PlacementScenarios, redundant: Int
  ) throws -> ExpertMap {
    let problem = problem(scenarios.judged, redundant: redundant)
    let map = SlotFilling(problem).filled(answer.map)
    if let fault = map.fault(in: problem) { throw fault }
    return map
  }

  private func placement(
    _ layer: Int, _ answer: PlacementAnswer, _ map: ExpertMap, _ scenarios: PlacementScenarios,
    target: PlacementTarget, redundant: Int?
  ) -> LayerPlacement {
    let problem = problem(scenarios.judged, redundant: redundant ?? target.redundant)
    // A bound is of the loads that it was made for.
    let bound = scenarios.shrinkage == nil ? answer.bound : ClosedBounds(problem).best
    let recorded = rows(request.scenarios, layer)
    let greedy = greedy(recorded)
    let judge = LayerJudge(scenarios: recorded, heldOut: rows(request.heldOut, layer), target: target)
    let ends = judge.ends(map)
    return LayerPlacement(
      layer: layer, redundant: redundant, time: map.time(of: problem), bound: bound.time,
      balanceByScenario: judge.balances(map), localityBalance: judge.localityBalance(map), heldOut: judge.heldOut(map),
      kept: scenarios.shrinkage.map { .init(ofScenarios: $0.ofScenarios, ofExperts: $0.ofExperts) },
      physicalToLogical: map.physicalToLogical(slots: target.slotsPerGPU), hottest: ends.hottest,
      coolest: ends.coolest, mostExpertsLost: judge.mostExpertsLost(map),
      greedy: GreedyPlacement(
        balanceByScenario: judge.balances(greedy), localityBalance: judge.localityBalance(greedy),
        heldOut: judge.heldOut(greedy),
        mostExpertsLost: judge.mostExpertsLost(greedy)))
  }

  /// Planned as the runtimes do it: on the sum of all that was recorded.
  private func greedy(_ recorded: [[Double]]) -> ExpertMap {
    let sum = recorded[0].indices.map { expert in recorded.reduce(0) { $0 + $1[expert] } }
    let target = request.target
    return GreedyPlacer(loads: sum, ranks: target.ranks, redundant: target.redundant, groups: target.groups).place()
  }
}
