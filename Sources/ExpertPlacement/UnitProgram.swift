import Experts
import Optimization

/// Units of experts, such as the groups of node-limited routing, assigned to equal domains so that the tokens that come to
/// the busiest are fewest: a set partitioning whose columns are all sets of units that a domain can hold.
///
///     min z      Σ_{c ∋ u} x_c = 1      Σ_{c ∋ u} tokens_c · x_c ≤ z   for each unit u      x binary
///
/// tokens_c counts the recorded tokens that have an expert in any unit of c. Sums of tokens decide between equals.
struct UnitProgram {
  /// Units of each column, ascending.
  let columns: [[Int]]
  /// Share of all tokens that have an expert in the units of each column.
  let shares: [Double]
  let program: LinearProgram
  private static let sumWeight = 1e-4

  /// - Parameters:
  ///   - units: The experts of each unit.
  ///   - perDomain: The number of units in a domain, a divisor of the number of units.
  ///   - routes: Recorded tokens.
  init(units: [[Int]], perDomain: Int, routes: TokenRoutes) {
    let columns = Self.subsets(of: units.count, size: perDomain)
    shares = Self.shares(columns, units, routes)
    self.columns = columns
    program = Self.program(columns, shares, units: units.count)
  }

  private static func program(_ columns: [[Int]], _ shares: [Double], units: Int) -> LinearProgram {
    var program = LinearProgram(name: "unit_program")
    let busiest = program.addVariable("busiest", upper: 1, cost: 1)
    let covers = (0..<units).map { program.addConstraint("unit_\($0)", [], .equal, 1) }
    let limits = (0..<units).map { program.addConstraint("tokens_\($0)", [-busiest], .atMost, 0) }
    for (index, column) in columns.enumerated() {
      let variable = program.addBinary("set_\(index)", cost: sumWeight * shares[index])
      for unit in column {
        program.addTerm(1, variable, to: covers[unit])
        program.addTerm(shares[index], variable, to: limits[unit])
      }
    }
    return program
  }

  /// The sets of the best assignment found, with a lower bound on the token share of the busiest domain.
  func solve(_ optimizer: any Optimizer) -> (sets: [[Int]], bound: Double)? {
    let result = optimizer.solve(
      program, options: SolverOptions(limits: SolverLimits(nodes: 500, iterations: 100_000), wantsDuals: false))
    guard let solution = result.solution, let bound = result.bound else { return nil }
    let chosen = columns.indices.filter { solution.values[$0 + 1] > 0.5 }
    // What the weights of sums add is taken off at its most.
    let most = Self.sumWeight * Double(chosen.count)
    return (chosen.map { columns[$0] }, max(0, bound - most))
  }

  /// The number of columns; a large number where the program is intractable.
  static func columnCount(units: Int, perDomain: Int) -> Int {
    var count = 1
    for index in 0..<perDomain {
      count = count * (units - index) / (index + 1)
      if count > 1_000_000 { return count }
    }
    return count
  }

  private static func subsets(of count: Int, size: Int) -> [[Int]] {
    guard size > 0 else { return [[]] }
    guard count >= size else { return [] }
    return subsets(of: count - 1, size: size) + subsets(of: count - 1, size: size - 1).map { $0 + [count - 1] }
  }

  /// Tokens with the same units are counted once.
  private static func shares(_ columns: [[Int]], _ units: [[Int]], _ routes: TokenRoutes) -> [Double] {
    var unitOf = [Int](repeating: 0, count: routes.expertCount)
    for (unit, experts) in units.enumerated() { for expert in experts { unitOf[expert] = unit } }
    var tokens: [UInt64: Int] = [:]
    for token in 0..<routes.tokenCount {
      tokens[routes.experts(of: token).reduce(into: 0) { $0 |= 1 << UInt64(unitOf[Int($1)]) }, default: 0] += 1
    }
    let patterns = tokens.sorted { $0.key < $1.key }
    return columns.map { column in
      let mask = column.reduce(into: UInt64(0)) { $0 |= 1 << UInt64($1) }
      return Double(patterns.reduce(0) { $0 + ($1.key & mask == 0 ? 0 : $1.value) }) / Double(max(1, routes.tokenCount))
    }
  }
}

/// A placement that regards the network.
public struct NetworkAnswer: Sendable, Equatable {
  /// The placements that keep units of experts in one domain.
  public struct Units: Sendable, Equatable {
    /// The units: groups of the router, or experts that tokens go to together.
    public let experts: [[Int]]
    /// Best map found that keeps them whole.
    public let map: ExpertMap
    /// The time of the best one.
    public let time: NetworkTime
    /// No placement that keeps these units whole, with as many in each domain, is faster; seconds. Others may be.
    public let bound: Double
  }

  /// The experts of each rank.
  public let map: ExpertMap
  /// The time by resource.
  public let time: NetworkTime
  /// Mean of the domains that a token has experts in.
  public let fanOut: Double
  /// The placement that ignores the network.
  public let unregarding: ExpertMap
  /// `nil` where the units were too many to enumerate.
  public let units: Units?
}
