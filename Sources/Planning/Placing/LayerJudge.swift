import ExpertPlacement
import Experts
import Optimization
import Plans

/// Judges maps of one layer on the counts as recorded.
struct LayerJudge {
  /// Planned on first, then held out.
  private let problem: ExpertProblem
  private let tokens: [[Double]]
  private let heldOutCount: Int

  init(scenarios: [[Double]], heldOut: [[Double]], target: PlacementTarget) {
    tokens = scenarios
    heldOutCount = heldOut.count
    problem = ExpertProblem(tokens: scenarios + heldOut, ranks: target.ranks, redundant: target.redundant)
  }

  /// In each scenario.
  func balances(_ map: ExpertMap) -> [Double] { tokens.indices.map { balance(map, $0) } }

  /// On each held-out load.
  func heldOut(_ map: ExpertMap) -> [Double] { (0..<heldOutCount).map { balance(map, tokens.count + $0) } }

  private func balance(_ map: ExpertMap, _ index: Int) -> Double { 1 / map.time(of: problem, scenario: index) }

  /// In the worst scenario, where tokens take the nearest copy; `nil` where that is the same: without copies to choose from,
  /// and in a single domain, where what a rank keeps of its own is what others do not send it.
  func localityBalance(_ map: ExpertMap) -> Double? {
    let domains = problem.ranks.map(\.domain)
    guard problem.mostCopies > problem.expertCount, Set(domains).count > 1 else { return nil }
    let times = tokens.indices.map { scenario in
      zip(map.rankLoadsByLocality(problem.popularity[scenario], domains: domains), problem.ranks)
        .reduce(0) { max($0, $1.0 / $1.1.speed) }
    }
    return times.max().map { 1 / $0 }
  }

  /// The GPUs with the most and the least to do in the scenario with the worst balance.
  func ends(_ map: ExpertMap) -> (hottest: LayerPlacement.BusyGPU, coolest: LayerPlacement.BusyGPU) {
    let balances = balances(map)
    let worst = balances.indices.min { (balances[$0], $0) < (balances[$1], $1) } ?? 0
    let loads = map.rankLoads(tokens[worst])
    let times = zip(loads, problem.ranks).map { $0 / $1.speed }
    let order = times.indices.sorted { (times[$1], $0) < (times[$0], $1) }
    func busy(_ gpu: Int) -> LayerPlacement.BusyGPU { .init(gpu: gpu, tokens: loads[gpu]) }
    return (busy(order[0]), busy(order[order.count - 1]))
  }

  /// Experts all of whose copies lie in the failure domain whose loss takes most; `nil` where there is only one.
  func mostExpertsLost(_ map: ExpertMap) -> Int? {
    guard Set(problem.ranks.map(\.failureDomain)).count > 1 else { return nil }
    var domains = [Set<Int>](repeating: [], count: problem.expertCount)
    for (rank, held) in map.ranks.enumerated() {
      for expert in held { domains[expert].insert(problem.ranks[rank].failureDomain) }
    }
    let alone = domains.compactMap { $0.count == 1 ? $0.first : nil }
    return Dictionary(alone.map { ($0, 1) }, uniquingKeysWith: +).values.max() ?? 0
  }
}

/// Deals a number of redundant copies out over layers: every layer is placed with several numbers of them, and the
/// multiple-choice program takes one for each.
struct LayerBudget {
  private let total: Int
  private let optimizer: any Optimizer
  private let effort: Double
  /// Against the effort of the placement that follows.
  private static let share = 0.1
  /// Numbers that are tried, in quarters of the even share.
  private static let quarters = [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16]

  /// - Parameters:
  ///   - total: Copies over all layers together.
  ///   - effort: Of the placement that follows, against the default.
  ///   - optimizer: Solves the program.
  init(total: Int, effort: Double, optimizer: any Optimizer) {
    self.total = total
    self.effort = effort
    self.optimizer = optimizer
  }

  /// What the layers get, and what an even share reaches.
  /// - Parameters:
  ///   - layers: How many there are, at least one.
  ///   - most: Copies that a layer can have.
  ///   - problem: The problem of a layer with so many copies.
  ///   - progress: Called with the share that is done.
  /// - Returns: `nil` where even the cheapest choice is above the budget, which no choice of 0 is.
  func spend(
    layers: Int, most: Int, progress: @escaping @Sendable (Double) -> Void, problem: (Int, Int) -> ExpertProblem
  ) -> (spent: RedundancySpending, even: RedundancySpending)? {
    let even = total / layers
    let numbers = Set((Self.quarters.map { $0 * even / 4 } + [0, 1, even]).map { min(most, $0) }).sorted()
    let pairs = (0..<layers).flatMap { layer in numbers.map { (layer: layer, redundant: $0) } }
    let placer = LayersPlacer(effort: .times(effort * Self.share), progress: progress)
    let answers = placer.place(pairs.map { problem($0.layer, $0.redundant) })
    let choices = zip(pairs, answers).map { pair, answer in
      RedundancyChoice(
        redundant: pair.redundant, cost: Double(pair.redundant), time: answer.time,
        bound: min(answer.bound.time, answer.time))
    }
    let tables = (0..<layers).map { layer in
      LayerRedundancy(
        weight: 1 / Double(layers),
        choices: Array(choices[layer * numbers.count..<(layer + 1) * numbers.count]))
    }
    let budget = RedundancyBudget(tables, budget: Double(total))
    guard let spent = budget.spend(optimizer: optimizer), let alike = budget.bestEven() else { return nil }
    return (spent, alike)
  }
}
