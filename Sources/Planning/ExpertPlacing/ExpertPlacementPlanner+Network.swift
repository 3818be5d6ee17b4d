import ExpertMaps
import ExpertPlacement
import Optimization
import Plans

/// Layers with recorded routes placed with regard to the network, the others as ever.
extension ExpertPlacementPlanner {
  func networked(
    _ network: NetworkRequest, _ scenarios: [PlacementScenarios], _ optimizer: any Optimizer
  ) throws -> PlacedLayers {
    let numbers = request.expertLayers
    let isRouted = numbers.map { network.routes.layers[$0] != nil }
    let plain = numbers.indices.filter { !isRouted[$0] }
    let plainAnswers = searched(plain.map { scenarios[$0] }, plain.map { _ in request.target.redundant }) { _ in }
    let answers = Concurrency.map(numbers.count, progress: progress) { index in
      answer(network, layer: numbers[index], scenarios[index], optimizer)
    }
    var layers: [PlacedLayers.Layer] = []
    var networkLayers: [NetworkLayer] = []
    for (index, number) in numbers.enumerated() {
      if let answer = answers[index] {
        let map = try checked(answer.map, scenarios[index], redundant: request.target.redundant)
        layers.append(
          .init(
            map: map, bound: ClosedBounds(problem(scenarios[index].planned, redundant: request.target.redundant)).best))
        if let layer = networkLayer(network, number, scenarios[index], answer) { networkLayers.append(layer) }
      } else if let position = plain.firstIndex(of: index) {
        let map = try checked(plainAnswers[position].map, scenarios[index], redundant: request.target.redundant)
        layers.append(.init(map: map, bound: plainAnswers[position].bound))
      }
    }
    return PlacedLayers(
      target: request.target, layers: layers,
      network: summary(network, networkLayers, without: plain.map { numbers[$0] }))
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
