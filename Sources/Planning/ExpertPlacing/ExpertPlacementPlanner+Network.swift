import ExpertMaps
import ExpertPlacement
import Optimization
import Plans

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
