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

  func summary(
    _ budget: Budget, _ layers: [LayerPlacement], _ maps: [ExpertMap], copies: [Int], evenTime: Double
  ) -> PlacementBudget {
    let held = (0..<request.target.gpus).map { gpu in maps.reduce(0) { $0 + $1.ranks[gpu].count } }
    let time = layers.reduce(0) { $0 + 1 / $1.balance } / Double(layers.count)
    return PlacementBudget(
      total: request.target.redundantTotal ?? 0, spent: copies.reduce(0, +),
      evenRedundant: budget.even.choices.first?.redundant ?? 0, evenTime: evenTime, time: time,
      bound: min(time, budget.spent.bound), mostHeld: held.max() ?? 0, fewestHeld: held.min() ?? 0)
  }
}
