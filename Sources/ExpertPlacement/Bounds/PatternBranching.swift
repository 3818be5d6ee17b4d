import ExpertMaps
import Optimization

/// Refutes a time case by case, where one set of prices does not: the copies of an expert that a pattern program leaves
/// open are either few or many.
struct PatternBranching {
  private let problem: ExpertProblem
  private let optimizer: any Optimizer
  private let weights: [Double]
  private let loads: [Double]
  private let ranks: [RankClass]
  private let time: Double
  private let patterns: [LoadPattern]
  private var programs: Int

  /// - Parameters:
  ///   - problem: Whose time is refuted.
  ///   - weights: Of the scenarios.
  ///   - loads: Of the experts, in the mean of the scenarios.
  ///   - time: To be refuted.
  ///   - patterns: To begin with.
  ///   - programs: Most linear programs that are solved.
  ///   - optimizer: Solves them.
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
