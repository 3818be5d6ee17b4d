import Experts
import Optimization

/// Raises the lower bound on the time by pattern programs.
struct PatternBound {
  private let problem: ExpertProblem
  private let optimizer: any Optimizer
  private let weights: [Double]
  private let loads: [Double]
  private let ranks: [RankClass]
  private let effort: PlacementEffort

  /// - Parameters:
  ///   - problem: The problem whose time is bounded.
  ///   - weights: The weights of the scenarios, whose mean is bounded.
  ///   - effort: The effort, which limits the linear programs.
  ///   - optimizer: Solves the linear programs.
  init(_ problem: ExpertProblem, weights: [Double], effort: PlacementEffort, optimizer: any Optimizer) {
    self.problem = problem
    self.optimizer = optimizer
    self.weights = weights
    self.effort = effort
    loads = (0..<problem.expertCount).map { expert in
      zip(weights, problem.popularity).reduce(0) { $0 + $1.0 * $1.1[expert] }
    }
    ranks = RankClass.classes(of: problem)
  }

  /// - Parameters:
  ///   - known: A valid lower bound.
  ///   - target: Time that would be enough to refute; there is no use in refuting more.
  ///   - map: A good placement, whose ranks are the first patterns.
  /// - Returns: The best bound found.
  func improve(_ known: BalanceBound, target: Double, map: ExpertMap) -> BalanceBound {
    let patterns = patterns(map)
    var left = programs
    guard left > 0 else { return known }
    let priced = price(known, target: target, patterns: patterns, programs: left / 2)
    left -= priced.solved
    guard priced.bound.time < target * (1 - 1e-12), left > 0 else { return priced.bound }
    var branching = PatternBranching(
      problem, weights: weights, loads: loads, time: target, patterns: patterns,
      programs: left, optimizer: optimizer)
    return branching.tree().map { BalanceBound(time: target, proof: .prices($0)) } ?? priced.bound
  }

  /// The limit of linear programs. With more slots patterns are many, and where experts have copies, prices seldom
  /// improve on the mean.
  private var programs: Int {
    let all = effort.programs(copies: problem.mostCopies)
    if problem.mostCopies <= 64 || ranks[0].slots < 3 { return all }
    return ranks[0].slots == 3 || problem.mostCopies == problem.expertCount ? all / 4 : 0
  }

  private func patterns(_ map: ExpertMap) -> [LoadPattern] {
    let copies = map.copies(of: problem.expertCount)
    return map.ranks.enumerated().compactMap { index, held in
      let rank = problem.ranks[index]
      let rankClass = ranks.firstIndex { $0.slots == rank.slots && $0.speed == rank.speed }
      return rankClass.map { LoadPattern(rankClass: $0, loads: held.map { loads[$0] / Double(copies[$0]) }) }
    }
  }

  private func price(_ known: BalanceBound, target: Double, patterns: [LoadPattern], programs: Int) -> (
    bound: BalanceBound, solved: Int
  ) {
    var search = PatternSearch(
      loads: loads, ranks: ranks, target: target, copies: problem.mostCopies, limits: limits,
      patterns: patterns)
    var best = known
    var upper = target
    var haste = 1.5
    var least = 0.001
    var ranksBefore = 0.0
    // What is known is often all that there is, where ranks have many slots; else the target ends most searches.
    var time = ranks[0].slots > 2 ? min(target, known.time * 1.001) : target
    var solved = 0
    while solved < programs, let values = search.solve(time, optimizer: optimizer) {
      solved += 1
      let prices = values.validPrices(loads: loads, weights: weights, capacity: time * fastest, limits: limits)
      best = raise(best, by: prices, upTo: time)
      if best.time >= target * (1 - 1e-12) { break }
      if best.time < time, !search.isHopeless { continue }
      if best.time < time {
        upper = min(upper, time)
        // What a time lacks in ranks says how much lower the next may be.
        let lack = max(0, 1 - values.ranks / Double(problem.ranks.count))
        time = max((best.time + time) / 2, time * (1 - max(least, haste * lack)))
        haste *= 1.7
        // Where a little less time takes as many ranks, a lot less is tried.
        least = abs(values.ranks - ranksBefore) < 1e-6 ? 4 * least : 0.001
        ranksBefore = values.ranks
      } else {
        time = upper < target ? (best.time + upper) / 2 : target
      }
      if upper < best.time * 1.001 { break }
    }
    return (best, solved)
  }

  private var fastest: Double { ranks.map(\.speed).max() ?? 1 }
  private var limits: [ClosedRange<Int>] { problem.copyLimits }

  /// The largest time up to a limit that the prices refute.
  private func raise(_ best: BalanceBound, by prices: PatternPrices, upTo limit: Double) -> BalanceBound {
    if prices.refute(limit, of: problem, limits: limits) {
      return BalanceBound(time: limit, proof: .prices(.prices(prices)))
    }
    var low = best.time
    guard prices.refute(low * 1.0001, of: problem, limits: limits) else { return best }
    var high = limit
    while high > low * 1.00005 {
      let middle = (low + high) / 2
      if prices.refute(middle, of: problem, limits: limits) { low = middle } else { high = middle }
    }
    return low > best.time ? BalanceBound(time: low, proof: .prices(.prices(prices))) : best
  }
}

/// Refutes a time case by case, where one set of prices does not: the copies of an expert that a pattern program leaves
/// open are either few or many.
private struct PatternBranching {
  private let problem: ExpertProblem
  private let optimizer: any Optimizer
  private let weights: [Double]
  private let loads: [Double]
  private let ranks: [RankClass]
  private let time: Double
  private let patterns: [LoadPattern]
  private var programs: Int

  /// - Parameters:
  ///   - problem: The problem whose time is refuted.
  ///   - weights: The weights of the scenarios.
  ///   - loads: The load of each expert, in the mean of the scenarios.
  ///   - time: The time to refute.
  ///   - patterns: The initial patterns.
  ///   - programs: The largest number of linear programs.
  ///   - optimizer: Solves the linear programs.
  init(
    _ problem: ExpertProblem, weights: [Double], loads: [Double], time: Double, patterns: [LoadPattern],
    programs: Int, optimizer: any Optimizer
  ) {
    self.problem = problem
    self.optimizer = optimizer
    self.weights = weights
    self.loads = loads
    self.time = time
    self.patterns = patterns
    self.programs = programs
    ranks = RankClass.classes(of: problem)
  }

  /// - Returns: Prices for every case; `nil` where some case could not be refuted.
  mutating func tree() -> PriceTree? { tree(problem.copyLimits, rows: []) }

  private mutating func tree(_ limits: [ClosedRange<Int>], rows: Set<Double>) -> PriceTree? {
    var search = PatternSearch(
      loads: loads, ranks: ranks, target: time, copies: problem.mostCopies, limits: limits, rows: rows,
      patterns: patterns)
    let capacity = time * (ranks.map(\.speed).max() ?? 1)
    while programs > 0 {
      programs -= 1
      guard let values = search.solve(time, optimizer: optimizer) else { return nil }
      let prices = values.validPrices(loads: loads, weights: weights, capacity: capacity, limits: limits)
      if prices.refute(time, of: problem, limits: limits) { return .prices(prices) }
      guard search.isHopeless else { continue }
      guard let branch = values.branch(loads: loads), limits[branch.expert].contains(branch.most + 1) else {
        return nil
      }
      return cases(branch, limits, rows: search.rowSizes)
    }
    return nil
  }

  private mutating func cases(
    _ branch: (expert: Int, most: Int), _ limits: [ClosedRange<Int>], rows: Set<Double>
  ) -> PriceTree? {
    var few = limits
    var many = limits
    few[branch.expert] = limits[branch.expert].lowerBound...branch.most
    many[branch.expert] = branch.most + 1...limits[branch.expert].upperBound
    guard let manyTree = tree(many, rows: rows), let fewTree = tree(few, rows: rows) else { return nil }
    return .copies(expert: branch.expert, most: branch.most, few: fewTree, many: manyTree)
  }
}
