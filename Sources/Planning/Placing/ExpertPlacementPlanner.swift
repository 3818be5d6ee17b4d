import ExpertPlacement
import Experts
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

/// Copies dealt out over layers, where their sum was given.
extension ExpertPlacementPlanner {
  typealias Budget = (spent: RedundancySpending, even: RedundancySpending)

  /// `nil` where every layer has as many copies.
  func spend(_ scenarios: [PlacementScenarios]) -> Budget? {
    guard let total = request.target.redundantTotal, let optimizer, !scenarios.isEmpty else { return nil }
    return LayerBudget(total: total, effort: request.target.effort, optimizer: optimizer).spend(
      layers: scenarios.count, most: request.expertCount * (request.target.gpus - 1),
      progress: { [progress] in progress($0 / 3) }, problem: { problem(scenarios[$0].planned, redundant: $1) })
  }

  /// Slots for the layer that has most copies.
  func widened(_ copies: [Int]) -> PlacementTarget {
    let gpus = request.target.gpus
    let slots = (request.expertCount + (copies.max() ?? 0) + gpus - 1) / gpus
    return request.target.with(slotsPerGPU: [Int](repeating: slots, count: gpus))
  }

  /// GPUs that differ keep their own.
  func level(_ maps: [ExpertMap]) -> [ExpertMap] {
    guard request.target.speeds == nil, request.target.survive == nil else { return maps }
    var gpus = GPURenumbering(gpus: request.target.gpus)
    return gpus.renumbered(maps)
  }

  /// The placement as the budget is spent best, or the best even one where that turns out faster.
  func dealtOut(_ budget: Budget, _ scenarios: [PlacementScenarios]) throws -> PlacedLayers {
    let uneven = try tried(budget.spent, scenarios, from: 1.0 / 3)
    let even = try tried(budget.even, scenarios, from: 2.0 / 3)
    let best = uneven.time <= even.time ? uneven : even
    let maps = level(best.layers.map(\.map))
    let layers = zip(best.layers, maps).map { layer, map in
      PlacedLayers.Layer(map: map, bound: layer.bound, redundant: layer.redundant)
    }
    return PlacedLayers(
      target: widened(layers.compactMap(\.redundant)), layers: layers,
      budget: summary(budget, layers, time: best.time, evenTime: even.time))
  }

  /// Layers with the copies of a choice, and the mean of their times on the counts as recorded.
  private func tried(
    _ spending: RedundancySpending, _ scenarios: [PlacementScenarios], from start: Double
  ) throws -> (layers: [PlacedLayers.Layer], time: Double) {
    let copies = spending.choices.map(\.redundant)
    let answers = searched(scenarios, copies) { [progress] in progress(start + $0 / 3) }
    let layers = try answers.indices.map { index in
      let map = try checked(answers[index].map, scenarios[index], redundant: copies[index])
      return PlacedLayers.Layer(map: map, bound: answers[index].bound, redundant: copies[index])
    }
    let times = layers.indices.map {
      layers[$0].map.time(of: problem(scenarios[$0].judged, redundant: copies[$0]))
    }
    return (layers, times.reduce(0, +) / Double(max(1, times.count)))
  }

  private func summary(
    _ budget: Budget, _ layers: [PlacedLayers.Layer], time: Double, evenTime: Double
  ) -> PlacementBudget {
    let held = (0..<request.target.gpus).map { gpu in layers.reduce(0) { $0 + $1.map.ranks[gpu].count } }
    return PlacementBudget(
      total: request.target.redundantTotal ?? 0, spent: layers.reduce(0) { $0 + ($1.redundant ?? 0) },
      evenRedundant: budget.even.choices.first?.redundant ?? 0, evenTime: evenTime, time: time,
      bound: min(time, budget.spent.bound), mostHeld: held.max() ?? 0, fewestHeld: held.min() ?? 0)
  }
}

/// Layers with recorded routes placed with regard to the network, the others as ever.
extension ExpertPlacementPlanner {
  private struct Found {
    let map: ExpertMap
    let bound: BalanceBound
    /// `nil` where there are no routes.
    let answer: NetworkAnswer?
  }

  func networked(
    _ network: NetworkRequest, _ scenarios: [PlacementScenarios], _ optimizer: any Optimizer
  ) throws -> PlacedLayers {
    let numbers = request.expertLayers
    let found = Concurrency.map(numbers.count, progress: progress) { index in
      find(network, layer: numbers[index], scenarios[index], optimizer)
    }
    let layers = try zip(found, scenarios).map { found, scenarios in
      PlacedLayers.Layer(
        map: try checked(found.map, scenarios, redundant: request.target.redundant), bound: found.bound)
    }
    let routed = numbers.indices.compactMap { index in
      found[index].answer.flatMap { networkLayer(network, numbers[index], scenarios[index], $0) }
    }
    let without = numbers.indices.filter { found[$0].answer == nil }.map { numbers[$0] }
    return PlacedLayers(
      target: request.target, layers: layers, network: summary(network, routed, without: without))
  }

  private func find(
    _ network: NetworkRequest, layer: Int, _ scenarios: PlacementScenarios, _ optimizer: any Optimizer
  ) -> Found {
    let problem = problem(scenarios.planned, redundant: request.target.redundant)
    guard let answer = answer(network, layer: layer, scenarios, optimizer) else {
      let effort = PlacementEffort.times(request.target.effort)
      let answer = ExpertPlacer(problem, effort: effort, optimizer: optimizer).place()
      return Found(map: answer.map, bound: answer.bound, answer: nil)
    }
    return Found(map: answer.map, bound: ClosedBounds(problem).best, answer: answer)
  }

  private func answer(
    _ network: NetworkRequest, layer: Int, _ scenarios: PlacementScenarios, _ optimizer: any Optimizer
  ) -> NetworkAnswer? {
    guard let routes = network.routes.layers[layer] else { return nil }
    let ranks = request.target.ranks
    guard let costs = network.pricing.costs(layer: layer, routes, ranks: ranks) else { return nil }
    return NetworkPlacer(
      routes: routes, loads: scenarios.planned, ranks: ranks, redundant: request.target.redundant,
      groups: network.groups[layer], costs: costs, effort: .times(request.target.effort), optimizer: optimizer
    ).place(besides: [greedy(layer: layer)])
  }

  /// Judged on the counts as recorded.
  private func networkLayer(
    _ network: NetworkRequest, _ layer: Int, _ scenarios: PlacementScenarios, _ answer: NetworkAnswer
  ) -> NetworkLayer? {
    let ranks = request.target.ranks
    guard let routes = network.routes.layers[layer],
      let costs = network.pricing.costs(layer: layer, routes, ranks: ranks)
    else { return nil }
    let even = NetworkPricing.even(costs, routes, ranks: ranks)
    func load(_ map: ExpertMap) -> NetworkLoad {
      let use = NetworkUse(map, routes: routes, ranks: ranks, loads: scenarios.judged)
      return NetworkLoad(
        fanOut: use.fanOut, seconds: NetworkTime(use, costs: costs, ranks: ranks), even: even)
    }
    var evenSeconds: Double?
    if case .units = network.pricing { evenSeconds = even }
    return NetworkLayer(
      layer: layer, tokens: routes.tokenCount, evenSeconds: evenSeconds, placed: load(answer.map),
      unregarding: load(answer.unregarding), greedy: load(greedy(layer: layer)),
      units: answer.units?.experts.count, bound: answer.units.map { $0.bound / even })
  }

  private func summary(_ network: NetworkRequest, _ layers: [NetworkLayer], without: [Int]) -> PlacementNetwork {
    var nicCost: Double?
    var tokens: Double?
    switch network.pricing {
    case .nicCost(let ratio): nicCost = ratio
    case .units(let units): tokens = units.values.map(\.tokens).max()
    }
    return PlacementNetwork(
      routes: network.routes.recordings.map(\.reference), domains: request.target.gpus / request.target.gpusPerDomain,
      nicCost: nicCost, tokensPerStep: tokens, layersWithoutRoutes: without, layers: layers)
  }
}
