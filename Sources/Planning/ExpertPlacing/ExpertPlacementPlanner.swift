import ExpertMaps
import ExpertPlacement
import Optimization
import Plans

/// Places the experts of every layer by recorded loads, and judges the result beside the runtimes' own greedy.
public struct ExpertPlacementPlanner: Sendable {
  let request: ExpertPlacementRequest
  let optimizer: (any Optimizer)?
  let progress: @Sendable (Double) -> Void
  private let isStopped: @Sendable () -> Bool

  /// - Parameters:
  ///   - request: What to place on what.
  ///   - optimizer: As for `ExpertPlacer`.
  ///   - progress: Called with the share of the layers that is finished, from any thread.
  ///   - isStopped: Whether the best so far is wanted; only asked where the request `canEndEarly`.
  public init(
    _ request: ExpertPlacementRequest, optimizer: (any Optimizer)?,
    progress: @escaping @Sendable (Double) -> Void = { _ in },
    isStopped: @escaping @Sendable () -> Bool = { false }
  ) {
    let never: @Sendable () -> Bool = { false }
    self.isStopped = request.canEndEarly ? isStopped : never
    self.request = request
    self.optimizer = optimizer
    self.progress = progress
  }

  /// The placement.
  /// - Throws: `MapFault` where the search broke a rule, which is a fault of the product; `Diagnostic` where what runs is of
  ///   another model.
  public func place() throws -> ExpertPlacementDocument {
    let scenarios = request.expertLayers.map {
      PlacementScenarios(rows(request.scenarios, $0), weights: request.weights)
    }
    let placed = try placed(scenarios)
    let inputs = PlacementInputs(
      expertLoad: request.scenarios.map(\.reference), weights: request.weights,
      evaluate: request.heldOut.map(\.reference))
    var document = ExpertPlacementDocument(
      inputs: inputs, target: placed.target, layerCount: request.layerCount, expertCount: request.expertCount,
      layers: request.expertLayers.indices.map { index in
        placement(request.expertLayers[index], placed.layers[index], scenarios[index], target: placed.target)
      }, moves: placed.moves, budget: placed.budget, network: placed.network)
    document.isInterrupted = isStopped() ? true : nil
    return document
  }

  private func placed(_ scenarios: [PlacementScenarios]) throws -> PlacedLayers {
    if let current = request.current, let optimizer { return try moved(from: current, scenarios, optimizer) }
    if let network = request.network, let optimizer { return try networked(network, scenarios, optimizer) }
    if let budget = spend(scenarios) { return try dealtOut(budget, scenarios) }
    let answers = searched(scenarios, scenarios.map { _ in request.target.redundant }, progress: progress)
    return PlacedLayers(
      target: request.target,
      layers: try zip(answers, scenarios).map { answer, scenarios in
        let map = try checked(answer.map, scenarios, redundant: request.target.redundant)
        return PlacedLayers.Layer(map: map, bound: answer.bound)
      })
  }

  /// From what runs, as far as the budget of moves allows. What runs may break a rule that was not asked of it, and may
  /// have to stay.
  private func moved(
    from current: CurrentPlacement, _ scenarios: [PlacementScenarios], _ optimizer: any Optimizer
  ) throws -> PlacedLayers {
    let replanner = Replanner(effort: .times(request.target.effort), optimizer: optimizer, progress: progress)
    let mover = PlacementMover(request: request, current: current, replanner: replanner)
    let redundant = request.target.redundant
    let replan = try mover.replan(scenarios.map { problem($0.planned, redundant: redundant) })
    return PlacedLayers(
      target: request.target, layers: replan.layers.map { PlacedLayers.Layer(map: $0.map, bound: $0.bound) },
      moves: mover.moves(replan, problems: scenarios.map { problem($0.judged, redundant: redundant) }))
  }

  /// Of all layers, with so many copies in each.
  func searched(
    _ scenarios: [PlacementScenarios], _ copies: [Int], progress: @escaping @Sendable (Double) -> Void
  ) -> [PlacementAnswer] {
    LayersPlacer(
      effort: .times(request.target.effort), optimizer: optimizer, progress: progress, isStopped: isStopped
    )
    .place(zip(scenarios, copies).map { problem($0.planned, redundant: $1) })
  }

  /// - Throws: `MapFault`.
  func checked(_ map: ExpertMap, _ scenarios: PlacementScenarios, redundant: Int) throws -> ExpertMap {
    if let fault = map.fault(in: problem(scenarios.judged, redundant: redundant)) { throw fault }
    return map
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

  private func placement(
    _ layer: Int, _ placed: PlacedLayers.Layer, _ scenarios: PlacementScenarios, target: PlacementTarget
  ) -> LayerPlacement {
    let problem = problem(scenarios.judged, redundant: placed.redundant ?? target.redundant)
    // A bound is of the loads that it was made for.
    let bound = scenarios.shrinkage == nil ? placed.bound : ClosedBounds(problem).best
    let recorded = rows(request.scenarios, layer)
    let greedy = greedy(layer: layer)
    let judge = LayerJudge(scenarios: recorded, heldOut: rows(request.heldOut, layer), target: target)
    let map = placed.map
    let ends = judge.ends(map)
    return LayerPlacement(
      layer: layer, redundant: placed.redundant, time: map.time(of: problem), bound: bound.time,
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
  func greedy(layer: Int) -> ExpertMap {
    let recorded = rows(request.scenarios, layer)
    let sum = recorded[0].indices.map { expert in recorded.reduce(0) { $0 + $1[expert] } }
    let target = request.target
    return GreedyPlacer(loads: sum, ranks: target.ranks, redundant: target.redundant, groups: target.groups).place()
  }
}
