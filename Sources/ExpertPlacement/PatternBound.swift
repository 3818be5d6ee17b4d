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
  /// - Returns: The best bound found, and for each expert the copies that it has, in fractions, in a program for the least
  ///   time that was not refuted; `nil` where there was none.
  func improve(_ known: BalanceBound, target: Double, map: ExpertMap) -> (bound: BalanceBound, copies: [Double]?) {
    let patterns = patterns(map)
    let left = programs
    guard left > 0 else { return (known, nil) }
    let counts = map.copies(of: problem.expertCount)
    let branches = problem.mostCopies <= Self.mostCopiesToBranch
    let priced = price(known, target: target, counts: counts, patterns: patterns, programs: branches ? left / 2 : left)
    guard branches, priced.bound.time < target * (1 - 1e-12), left > priced.solved else {
      return (priced.bound, priced.copies)
    }
    var branching = PatternBranching(
      problem, weights: weights, loads: loads, time: target, counts: counts, patterns: patterns,
      programs: left - priced.solved, optimizer: optimizer)
    let proved = branching.tree().map { BalanceBound(time: target, proof: .prices($0)) }
    return (proved ?? priced.bound, priced.copies)
  }

  /// With more copies, going through cases of copy numbers takes long and seldom closes the gap.
  private static let mostCopiesToBranch = 128

  /// The limit of linear programs. With more slots patterns are many, and where experts have copies, prices seldom
  /// improve on the mean.
  private var programs: Int {
    let all = effort.programs(copies: problem.mostCopies)
    if problem.mostCopies <= 64 || ranks[0].slots < 3 { return all }
    return ranks[0].slots == 3 || problem.mostCopies == problem.expertCount ? max(4, all / 8) : 0
  }

  private func patterns(_ map: ExpertMap) -> [LoadPattern] {
    let copies = map.copies(of: problem.expertCount)
    return map.ranks.enumerated().compactMap { index, held in
      let rank = problem.ranks[index]
      let rankClass = ranks.firstIndex { $0.slots == rank.slots && $0.speed == rank.speed }
      return rankClass.map { LoadPattern(rankClass: $0, loads: held.map { loads[$0] / Double(copies[$0]) }) }
    }
  }

  /// Tries the target first, or where ranks have many slots a little more than what is known, which is often all that
  /// there is. Where both withstand there is nothing to prove; else it halves what lies between the largest time refuted and
  /// the least that withstood.
  private func price(
    _ known: BalanceBound, target: Double, counts: [Int], patterns: [LoadPattern], programs: Int
  ) -> (bound: BalanceBound, copies: [Double]?, solved: Int) {
    var search = PatternSearch(
      loads: loads, ranks: ranks, target: target, copies: problem.mostCopies, limits: limits,
      counts: counts, patterns: patterns)
    let least = min(target, known.time * Self.step)
    var best = known
    var upper = Double.infinity
    var time = ranks[0].slots > 2 ? least : target
    var copies: (time: Double, means: [Double])?
    var solved = 0
    while solved < (target > best.time * Self.wideGap ? programs : (programs + 3) / 4),
      let values = search.solve(time, optimizer: optimizer)
    {
      solved += 1
      let prices = values.validPrices(loads: loads, weights: weights, capacity: time * fastest, limits: limits)
      best = raise(best, by: prices, upTo: time)
      if best.time >= target * (1 - 1e-12) { break }
      if best.time < time {
        if time <= copies?.time ?? .infinity { copies = (time, values.copies.map(\.mean)) }
        if !search.isHopeless { continue }
        upper = min(upper, time)
      }
      if upper <= max(least, best.time * Self.step) { break }
      time = upper == .infinity ? target : best.time < least ? least : (best.time + upper) / 2
    }
    return (best, copies?.means, solved)
  }

  /// Times that lie closer together are not told apart.
  private static let step = 1.001
  /// Of a gap that is larger, more programs are worth their time.
  private static let wideGap = 1.007

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
  private let counts: [Int]
  private let patterns: [LoadPattern]
  private var programs: Int

  /// - Parameters:
  ///   - problem: The problem whose time is refuted.
  ///   - weights: The weights of the scenarios.
  ///   - loads: The load of each expert, in the mean of the scenarios.
  ///   - time: The time to refute.
  ///   - counts: The copies of each expert in a good placement.
  ///   - patterns: The initial patterns.
  ///   - programs: The largest number of linear programs.
  ///   - optimizer: Solves the linear programs.
  init(
    _ problem: ExpertProblem, weights: [Double], loads: [Double], time: Double, counts: [Int],
    patterns: [LoadPattern], programs: Int, optimizer: any Optimizer
  ) {
    self.problem = problem
    self.optimizer = optimizer
    self.weights = weights
    self.loads = loads
    self.time = time
    self.counts = counts
    self.patterns = patterns
    self.programs = programs
    ranks = RankClass.classes(of: problem)
  }

  /// - Returns: Prices for every case; `nil` where some case could not be refuted.
  mutating func tree() -> PriceTree? { tree(problem.copyLimits, rows: []) }

  private mutating func tree(_ limits: [ClosedRange<Int>], rows: Set<Double>) -> PriceTree? {
    var search = PatternSearch(
      loads: loads, ranks: ranks, target: time, copies: problem.mostCopies, limits: limits, counts: counts,
      rows: rows, patterns: patterns)
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
