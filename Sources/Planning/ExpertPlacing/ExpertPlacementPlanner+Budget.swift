import ExpertMaps
import ExpertPlacement
import Optimization
import Plans

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
    var gpus = LevelledGPUs(gpus: request.target.gpus)
    return gpus.levelled(maps)
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
