import ExpertMaps
import ExpertPlacement
import Optimization
import Plans

/// Places the experts of every layer by recorded loads, and judges the result beside the runtimes' own greedy.
public struct ExpertPlacementPlanner: Sendable {
  private let request: ExpertPlacementRequest
  private let optimizer: (any Optimizer)?
  private let progress: @Sendable (Double) -> Void

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
    let placer = LayersPlacer(effort: .times(request.target.effort), optimizer: optimizer, progress: progress)
    let answers = placer.place(scenarios.map { problem($0.planned) })
    let inputs = PlacementInputs(
      expertLoad: request.scenarios.map(\.reference), weights: request.weights,
      evaluate: request.heldOut.map(\.reference))
    return ExpertPlacementDocument(
      inputs: inputs, target: request.target, layerCount: request.layerCount, expertCount: request.expertCount,
      layers: try layers.indices.map { try placement(layers[$0], answers[$0], scenarios[$0]) })
  }

  private func rows(_ recorded: [RecordedScenario], _ layer: Int) -> [[Double]] {
    recorded.map { $0.load.tokens[layer] }
  }

  private func problem(_ tokens: [[Double]]) -> ExpertProblem {
    let target = request.target
    return ExpertProblem(
      tokens: tokens, ranks: target.ranks, redundant: target.redundant, survivesLoss: target.survive != nil,
      wholeGroups: target.groups)
  }

  private func placement(_ layer: Int, _ answer: PlacementAnswer, _ scenarios: PlacementScenarios) throws
    -> LayerPlacement
  {
    let problem = problem(scenarios.judged)
    let map = SlotFilling(problem).filled(answer.map)
    if let fault = map.fault(in: problem) { throw fault }
    // A bound is of the loads that it was made for.
    let bound = scenarios.shrinkage == nil ? answer.bound : ClosedBounds(problem).best
    let recorded = rows(request.scenarios, layer)
    let judge = LayerJudge(scenarios: recorded, heldOut: rows(request.heldOut, layer), target: request.target)
    let ends = judge.ends(map)
    let greedy = greedy(recorded)
    return LayerPlacement(
      layer: layer, time: map.time(of: problem), bound: bound.time,
      balanceByScenario: judge.balances(map), heldOut: judge.heldOut(map),
      kept: scenarios.shrinkage.map { .init(ofScenarios: $0.ofScenarios, ofExperts: $0.ofExperts) },
      physicalToLogical: map.physicalToLogical(slots: request.target.slotsPerGPU), hottest: ends.hottest,
      coolest: ends.coolest, mostExpertsLost: judge.mostExpertsLost(map),
      greedy: GreedyPlacement(
        balanceByScenario: judge.balances(greedy), heldOut: judge.heldOut(greedy),
        mostExpertsLost: judge.mostExpertsLost(greedy)))
  }

  /// Planned as the runtimes do it: on the sum of all that was recorded.
  private func greedy(_ recorded: [[Double]]) -> ExpertMap {
    let sum = recorded[0].indices.map { expert in recorded.reduce(0) { $0 + $1[expert] } }
    let target = request.target
    return GreedyPlacer(loads: sum, ranks: target.ranks, redundant: target.redundant, groups: target.groups).place()
  }
}
