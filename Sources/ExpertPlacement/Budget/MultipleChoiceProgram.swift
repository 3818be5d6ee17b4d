import Optimization

/// Takes one item of each group, for the least sum of values at a cost within a budget: the multiple-choice knapsack.
///
///     min Σ value_gi · x_gi      Σ_i x_gi = 1 for each group g      Σ cost_gi · x_gi ≤ budget      x binary
///
/// The relaxation splits one group at most, so its value is off by no more than one item's, and few nodes follow.
struct MultipleChoiceProgram: Sendable {
  /// What can be taken.
  struct Item: Sendable {
    let cost: Double
    let value: Double
  }

  /// What a solve ends with.
  struct Answer: Sendable {
    /// The item of each group; `nil` where the solver found none.
    let chosen: [Int]?
    /// No choice has less value.
    let bound: Double
  }

  let groups: [[Item]]
  let budget: Double
  /// The rest of the gap is below what loads are known to.
  static let limits = SolverLimits(nodes: 20_000, iterations: 500_000)

  /// Items that one of their group beats in both, left out; costs and values are scaled to about 1.
  func solve(_ optimizer: any Optimizer) -> Answer {
    let kept = groups.map(Self.undominated)
    let leastValue = zip(groups, kept).reduce(0) { sum, pair in
      sum + pair.1.reduce(Double.infinity) { min($0, pair.0[$1].value) }
    }
    let scale = max(leastValue, .leastNormalMagnitude)
    let (program, columns) = encode(kept, valueUnit: scale)
    let result = optimizer.solve(program, options: SolverOptions(limits: Self.limits, wantsDuals: false))
    let bound = max(leastValue, (result.status == .optimal ? result.objective : result.bound).map { $0 * scale } ?? 0)
    guard let solution = result.solution else { return Answer(chosen: nil, bound: bound) }
    let chosen = zip(kept, columns).map { items, variables in
      zip(items, variables).max { solution[$0.1] < solution[$1.1] }?.0 ?? 0
    }
    return Answer(chosen: isWithinBudget(chosen) ? chosen : nil, bound: bound)
  }

  private func encode(_ kept: [[Int]], valueUnit: Double) -> (LinearProgram, [[Variable]]) {
    var program = LinearProgram(name: "redundancy_budget")
    let unit = budget > 0 ? budget : 1
    let limit = program.addConstraint("budget", [], .atMost, budget / unit)
    let columns = kept.enumerated().map { group, items -> [Variable] in
      let variables = items.map { program.addBinary("take_\(group)_\($0)", cost: groups[group][$0].value / valueUnit) }
      program.addConstraint("one_of_\(group)", variables.map { 1 * $0 }, .equal, 1)
      for (item, variable) in zip(items, variables) {
        program.addTerm(groups[group][item].cost / unit, variable, to: limit)
      }
      return variables
    }
    return (program, columns)
  }

  private func isWithinBudget(_ chosen: [Int]) -> Bool {
    zip(groups, chosen).reduce(0) { $0 + $1.0[$1.1].cost } <= budget * (1 + 1e-9)
  }

  /// Indices by rising cost and falling value.
  private static func undominated(_ items: [Item]) -> [Int] {
    var least = Double.infinity
    return items.indices.sorted { (items[$0].cost, items[$0].value, $0) < (items[$1].cost, items[$1].value, $1) }
      .filter { index in
        guard items[index].value < least else { return false }
        least = items[index].value
        return true
      }
  }
}
